// Splits amounts by weights so that the parts add up: the largest remainders get the cents that are left.
function allocate(cents, weights) {
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((w) => Math.floor((cents * w) / total));
  const rest = weights
    .map((w, i) => ({ i, remainder: (cents * w) % total }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const left = cents - parts.reduce((a, b) => a + b, 0);
  for (const { i } of rest.slice(0, left)) parts[i]++;
  return parts;
}

// Who owes whom: the fewest payments by matching the largest debts.
function settle(balances) {
  const debts = Object.entries(balances).filter(([, b]) => b !== 0);
  const payments = [];
  while (debts.length > 1) {
    debts.sort(([n1, a], [n2, b]) => a - b || (n1 < n2 ? -1 : 1));
    const [debtor, creditor] = [debts[0], debts.at(-1)];
    const amount = Math.min(-debtor[1], creditor[1]);
    payments.push(`${debtor[0]} pays ${creditor[0]} ${(amount / 100).toFixed(2)}`);
    debtor[1] += amount;
    creditor[1] -= amount;
    for (let i = debts.length - 1; i >= 0; i--) if (debts[i][1] === 0) debts.splice(i, 1);
  }
  return payments;
}

const { expenses, people } = await tools.trip.expenses({ trip: "alps" });
const balances = Object.fromEntries(people.map((p) => [p, 0]));
for (const { by, cents, shares = {} } of expenses) {
  balances[by] += cents;
  const parts = allocate(cents, people.map((p) => shares[p] ?? (Object.keys(shares).length ? 0 : 1)));
  people.forEach((p, i) => (balances[p] -= parts[i]));
}
return {
  equal: allocate(100, [1, 1, 1]),
  weighted: allocate(1001, [50, 30, 20]),
  nothing: allocate(0, [1, 2]),
  balances,
  check: Object.values(balances).reduce((a, b) => a + b),
  payments: settle({ ...balances }),
};
