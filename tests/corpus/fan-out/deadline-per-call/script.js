const TIMEOUT = Symbol("timeout");

const withDeadline = (promise, ms) => {
  let timer;
  const deadline = new Promise((resolve) => {
    timer = setTimeout(() => resolve(TIMEOUT), ms);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
};

const quote = async (source) => {
  try {
    const answer = await withDeadline(tools.quotes.get({ source }), 25);
    return answer === TIMEOUT ? { source, status: "late" } : { source, status: "ok", price: answer.price };
  } catch ({ kind }) {
    return { source, status: kind };
  }
};

// the same, by the option of the call itself
const viaOption = await tools.quotes.get({ source: "b" }, { timeout: 10 }).then(
  () => "in time",
  (error) => `${error.kind}, retryable: ${error.retryable}`,
);

const quotes = await Promise.all([..."abcd"].map(quote));
const prices = quotes.filter((q) => q.status === "ok").map((q) => q.price);
return { quotes, viaOption, best: Math.min(...prices), spread: Math.max(...prices) - Math.min(...prices) };
