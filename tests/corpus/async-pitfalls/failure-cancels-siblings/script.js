// The first failure ends the others, and each of them cleans up after itself.
const log = [];

async function worker(name, ms, signal) {
  log.push(`${name} starts`);
  try {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    });
    if (name === "bad") throw new Error("bad failed");
    log.push(`${name} done`);
    return name;
  } catch (error) {
    if (signal.aborted) log.push(`${name} cancelled`);
    throw error;
  } finally {
    log.push(`${name} cleaned up`);
  }
}

async function group(...starts) {
  const controller = new AbortController();
  const tasks = starts.map((start) => start(controller.signal));
  try {
    return await Promise.all(tasks);
  } catch (error) {
    controller.abort(new Error("sibling failed"));
    await Promise.allSettled(tasks);
    throw error;
  }
}

let message;
try {
  await group(
    (s) => worker("quick", 5, s),
    (s) => worker("bad", 30, s),
    (s) => worker("slow", 10000, s),
  );
} catch (error) {
  message = error.message;
}
log.push("after");
return { message, log };
