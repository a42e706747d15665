const { account } = input;

// An object of promises becomes an object of results
async function allByName(promises) {
  const entries = await Promise.all(Object.entries(promises).map(async ([name, promise]) => [name, await promise]));
  return Object.fromEntries(entries);
}

const { balance, tickets, seats } = await allByName({
  balance: tools.billing.balance({ account }),
  tickets: tools.support.tickets({ account, state: "open" }),
  seats: tools.usage.seats({ account }),
});

const health = [
  tickets.some((t) => t.age_days > 14) && "old tickets",
  seats.used / seats.bought >= 0.9 && "seats nearly used up",
  balance.cents > 500_000 && "high balance",
].filter(Boolean);

({
  account,
  balance: `${(balance.cents / 100).toFixed(2)} ${balance.currency}`,
  openTickets: tickets.length,
  seatsLeft: seats.bought - seats.used,
  health,
});
