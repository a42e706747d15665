// Money in integer cents; tax is rounded half up for each rate, not for each line.
const { lines } = await tools.billing.lines({ invoice: input.invoice });

const cents = (text) => {
  const [, sign, whole, fraction = ""] = text.match(/^(-?)(\d+)(?:\.(\d{1,2}))?$/);
  return Number(sign + "1") * (Number(whole) * 100 + Number(fraction.padEnd(2, "0")));
};
const money = (c) => `${c < 0 ? "-" : ""}${Math.floor(Math.abs(c) / 100)}.${String(Math.abs(c) % 100).padStart(2, "0")}`;
const halfUp = (numerator, denominator) => {
  const n = Math.abs(numerator);
  return Math.sign(numerator) * Math.floor((2 * n + denominator) / (2 * denominator));
};

const byRate = {};
for (const { price, quantity, rate } of lines) byRate[rate] = (byRate[rate] ?? 0) + cents(price) * quantity;

const rates = Object.entries(byRate)
  .map(([rate, net]) => ({ rate, net, tax: halfUp(net * Math.round(parseFloat(rate) * 10), 1000) }))
  .sort((a, b) => parseFloat(b.rate) - parseFloat(a.rate));
const net = rates.reduce((s, r) => s + r.net, 0);
const tax = rates.reduce((s, r) => s + r.tax, 0);

return {
  rates: rates.map((r) => ({ rate: r.rate, net: money(r.net), tax: money(r.tax) })),
  net: money(net),
  tax: money(tax),
  gross: money(net + tax),
  taxByLine: money(lines.reduce((s, l) => s + halfUp(cents(l.price) * l.quantity * Math.round(parseFloat(l.rate) * 10), 1000), 0)),
};
