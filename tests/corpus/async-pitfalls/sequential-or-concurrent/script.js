// Awaiting in a loop, and starting everything first: the same results, another order of events.
const trace = [];

async function step(name, ms) {
  trace.push(`+${name}`);
  await sleep(ms);
  trace.push(`-${name}`);
  return name.toUpperCase();
}

const jobs = [["a", 60], ["b", 20], ["c", 40]];

const sequential = [];
for (const [name, ms] of jobs) sequential.push(await step(name, ms));
const first = trace.splice(0).join(" ");

const concurrent = await Promise.all(jobs.map(([name, ms]) => step(name, ms)));
const second = trace.splice(0).join(" ");

// started first, awaited later, in another order
const [a, b] = [step("x", 20), step("y", 40)];
const awaited = [await b, await a];
const third = trace.splice(0).join(" ");

// a chain by reduce
const chained = await jobs.reduce(async (before, [name]) => [...(await before), await step(name, 1)], Promise.resolve([]));
return { sequential, first, concurrent, second, awaited, third, chained, fourth: trace.join(" ") };
