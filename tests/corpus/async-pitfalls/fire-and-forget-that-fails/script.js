// Nobody waits for the audit log, and it fails: the job goes on, and its result counts.
function audit(event) {
  tools.audit.write({ event }); // no await, no catch
}

const background = (promise, errors) => {
  promise.catch((e) => errors.push(e.message));
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
await sleep(20);
audit("end");
return { orders: orders.length, errors: errors.sort() };
