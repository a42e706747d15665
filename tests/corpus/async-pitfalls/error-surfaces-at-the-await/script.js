// A task fails long before anybody looks; the error waits until its await, and can be looked at more than once.
const log = [];

const task = (async () => {
  await sleep(5);
  log.push("task fails");
  throw new RangeError("early");
})();
task.catch(() => {}); // it is looked at later

log.push("working");
while (log.length < 2) await sleep(1);
log.push("still working");

for (const attempt of [1, 2]) {
  try {
    await task;
  } catch (e) {
    log.push(`${attempt}: ${e.message}`);
  }
}

// Promise.all tells of the first failure only; the others still run to their ends
const ended = [];
const job = async (name, after, fails) => {
  await after?.catch(() => {});
  await sleep(2);
  ended.push(name);
  if (fails) throw new Error(name);
  return name;
};
const first = job("first", null, true);
const second = job("second", first, true);
const slow = job("slow", second, false);
const jobs = [slow, second, first];
try {
  await Promise.all(jobs);
} catch (e) {
  log.push(`all: ${e.message}, ended ${ended}`);
}
const states = (await Promise.allSettled(jobs)).map((r) => r.value ?? r.reason.message);
return { log, states, ended };
