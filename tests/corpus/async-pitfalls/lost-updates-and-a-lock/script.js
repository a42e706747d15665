// Read, wait, write: without a lock all but the last update is lost.
class Mutex {
  #tail = Promise.resolve();
  run(work) {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => {});
    return result;
  }
}

const accounts = { unsafe: 0, safe: 0, atomic: 0 };

async function deposit(account, amount) {
  const before = accounts[account];
  await sleep(1);
  accounts[account] = before + amount;
}

const amounts = [3, 3, 3, 3, 3];
await Promise.all(amounts.map((n) => deposit("unsafe", n)));

const mutex = new Mutex();
await Promise.all(amounts.map((n) => mutex.run(() => deposit("safe", n))));

await Promise.all(
  amounts.map(async (n) => {
    await sleep(1);
    accounts.atomic += n; // nothing can come between
  }),
);

// += reads its left side before the await on its right
let total = 0;
const value = async (n) => (await sleep(1), n);
const add = async (n) => {
  total += await value(n);
};
await Promise.all(amounts.map(add));

const order = [];
const results = await Promise.allSettled([3, 1, 2].map((n) => mutex.run(async () => {
  await sleep(n);
  order.push(n);
  if (n === 1) throw new Error("one failed");
  return n;
})));
return { accounts, total, order, results: results.map((r) => r.value ?? r.reason.message) };
