const accounts = await tools.bank.accounts({});

const page = async (account, offset, attempts = 2) => {
  try {
    return await tools.bank.transactions({ account, offset });
  } catch (e) {
    if (e.retryable && attempts > 1) return page(account, offset, attempts - 1);
    throw e;
  }
};

// Pages of one account come one after another, accounts at once
const readAll = async (account) => {
  const rows = [];
  for (let more = true; more; ) {
    const answer = await page(account, rows.length);
    rows.push(...answer.rows);
    more = answer.more;
  }
  return rows;
};

const settled = await Promise.allSettled(accounts.map(readAll));
const euros = (cents) => `${cents < 0 ? "-" : ""}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;

const byCategory = {};
const balances = {};
settled.forEach((outcome, i) => {
  if (outcome.status === "rejected") return (balances[accounts[i]] = `error: ${outcome.reason.message}`);
  let balance = 0;
  for (const { cents, cat } of outcome.value) {
    balance += cents;
    byCategory[cat] = (byCategory[cat] ?? 0) + cents;
  }
  balances[accounts[i]] = euros(balance);
});
return { balances, byCategory: Object.fromEntries(Object.entries(byCategory).map(([c, v]) => [c, euros(v)])) };
