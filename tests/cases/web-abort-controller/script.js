const events = [];
const controller = new AbortController();
const { signal } = controller;
signal.addEventListener("abort", (event) => events.push([event.type, event.target === signal]), { once: true });
signal.onabort = () => events.push("onabort");
const any = AbortSignal.any([signal, new AbortController().signal]);
controller.abort();
controller.abort("again");
let thrown;
try {
  signal.throwIfAborted();
} catch (error) {
  thrown = error.name;
}
const timed = AbortSignal.timeout(1);
await sleep(10);
return [events, signal.aborted, thrown, any.aborted, any.reason === signal.reason, timed.aborted, timed.reason.name, AbortSignal.abort("why").reason];
