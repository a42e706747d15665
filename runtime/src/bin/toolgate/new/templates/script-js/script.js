// Sums up a customer's late orders. In this folder
//   toolgate run {{name}}.js --input '{"customer": 1, "days": 7}'
// prints {"late":1,"total":12.5}, by the simulated tools of toolgate.toml. An editor checks it against tools.d.ts, which
//   toolgate tools types --lang ts > tools.d.ts
// makes anew when the tools have changed.

/** @param {{ customer: number, days: number }} input */
export default async function main({ customer, days }) {
  const orders = await tools.shop.orders({ customer });
  const late = orders.filter((order) => order.days > days);
  return { late: late.length, total: late.reduce((sum, order) => sum + order.total, 0) };
}
