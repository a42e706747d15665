account = input["account"]

async with asyncio.TaskGroup() as tg:
    balance_task = tg.create_task(tools.billing.balance(account=account))
    tickets_task = tg.create_task(tools.support.tickets(account=account, state="open"))
    seats_task = tg.create_task(tools.usage.seats(account=account))

balance, tickets, seats = (task.result() for task in (balance_task, tickets_task, seats_task))

checks = {
    "old tickets": any(t["age_days"] > 14 for t in tickets),
    "seats nearly used up": seats["used"] / seats["bought"] >= 0.9,
    "high balance": balance["cents"] > 500_000,
}
{
    "account": account,
    "balance": f"{balance['cents'] / 100:.2f} {balance['currency']}",
    "openTickets": len(tickets),
    "seatsLeft": seats["bought"] - seats["used"],
    "health": [name for name, hit in checks.items() if hit],
}
