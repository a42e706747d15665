const LATE = Symbol("late");

const withDeadline = (promise, ms) => {
  let timer;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
};

async function ready(source, stop) {
  while (!stop.late) {
    const answer = await tools.quotes.get({ source });
    if (answer.state === "ready") return answer.price;
  }
}

const quote = async ([source, ms]) => {
  const stop = { late: false }; // a promise that lost a race goes on unless it is told
  try {
    const price = await withDeadline(ready(source, stop), ms);
    if (price !== LATE) return { source, status: "ok", price };
    stop.late = true;
    return { source, status: "late" };
  } catch ({ kind }) {
    return { source, status: kind };
  }
};

const quotes = await Promise.all(Object.entries(input).map(quote));
const prices = quotes.filter((q) => q.status === "ok").map((q) => q.price);
return { quotes, best: Math.min(...prices), spread: Math.max(...prices) - Math.min(...prices) };
