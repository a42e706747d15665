# Splits amounts by weights so that the parts add up: the largest remainders get the cents that are left.
def allocate(cents, weights):
    total = sum(weights)
    parts, remainders = zip(*(divmod(cents * w, total) for w in weights))
    parts = list(parts)
    order = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in order[: cents - sum(parts)]:
        parts[i] += 1
    return parts


# Who owes whom: the fewest payments by matching the largest debts.
def settle(balances):
    debts = {name: balance for name, balance in balances.items() if balance}
    while len(debts) > 1:
        ranked = sorted(debts, key=lambda name: (debts[name], name))
        debtor, creditor = ranked[0], ranked[-1]
        amount = min(-debts[debtor], debts[creditor])
        yield f"{debtor} pays {creditor} {amount / 100:.2f}"
        debts[debtor] += amount
        debts[creditor] -= amount
        debts = {name: balance for name, balance in debts.items() if balance}


trip = await tools.trip.expenses(trip="alps")
people = trip["people"]
balances = dict.fromkeys(people, 0)
for expense in trip["expenses"]:
    shares = expense.get("shares") or dict.fromkeys(people, 1)
    balances[expense["by"]] += expense["cents"]
    for person, part in zip(people, allocate(expense["cents"], [shares.get(p, 0) for p in people])):
        balances[person] -= part

return {
    "equal": allocate(100, [1, 1, 1]),
    "weighted": allocate(1001, [50, 30, 20]),
    "nothing": allocate(0, [1, 2]),
    "balances": balances,
    "check": sum(balances.values()),
    "payments": list(settle(balances)),
}
