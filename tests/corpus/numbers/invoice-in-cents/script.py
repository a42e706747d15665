from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

# Money in Decimal; tax is rounded half up for each rate, not for each line.
CENT = Decimal("0.01")
lines = (await tools.billing.lines(invoice=input["invoice"]))["lines"]


def tax_on(net: Decimal, rate: str) -> Decimal:
    return (net * Decimal(rate.rstrip("%")) / 100).quantize(CENT, rounding=ROUND_HALF_UP)


def total(line):
    return Decimal(line["price"]) * line["quantity"]


by_rate = defaultdict(Decimal)
for line in lines:
    by_rate[line["rate"]] += total(line)

rates = sorted(by_rate.items(), key=lambda item: Decimal(item[0].rstrip("%")), reverse=True)
net = sum(by_rate.values())
tax = sum(tax_on(n, rate) for rate, n in rates)

return {
    "rates": [{"rate": rate, "net": f"{n:.2f}", "tax": str(tax_on(n, rate))} for rate, n in rates],
    "net": f"{net:.2f}",
    "tax": str(tax),
    "gross": str((net + tax).quantize(CENT)),
    "taxByLine": str(sum(tax_on(total(line), line["rate"]) for line in lines)),
}
