// Nobody waits for the audit log, and it fails: the job goes on, and its result counts.
function audit(event) {
  tools.audit.write({ event }); // no await, no catch
}

const running = new Set();
const background = (promise, errors) => {
  const guarded = promise.catch((e) => errors.push(e.message)).finally(() => running.delete(guarded));
  running.add(guarded);
};

const errors = [];
audit("start");
background(tools.audit.write({ event: "middle" }), errors);
background(Promise.reject(new Error("own")), errors);
(async () => {
  await sleep(1);
  throw new Error("nobody sees this one");
})();

const orders = await tools.shop.orders({});
await Promise.allSettled(running);
audit("end");
return { orders: orders.length, errors: errors.sort(), running: running.size };
