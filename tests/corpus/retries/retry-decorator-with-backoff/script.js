const waits = [];

// Wraps any async function: the wait doubles with each attempt, up to a cap
const withRetry = (fn, { attempts = 4, base = 2, cap = 6 } = {}) =>
  async function retried(...args) {
    for (let attempt = 1; ; attempt++) {
      try {
        return { attempt, value: await fn.apply(this, args) };
      } catch (error) {
        if (!error.retryable) throw error;
        if (attempt === attempts) throw new Error(`gave up after ${attempt} attempts`, { cause: error });
        const wait = Math.min(cap, base * 2 ** (attempt - 1));
        waits.push(wait);
        await sleep(wait);
      }
    }
  };

const query = withRetry((q) => tools.search.query({ q }));
const index = withRetry((doc) => tools.search.index({ doc }), { attempts: 3 });

const found = await query("tea");
let failure;
try {
  await index({ id: 1 });
} catch (error) {
  failure = { message: error.message, cause: error.cause.message, kind: error.cause.kind };
}
({ found, failure, waits });
