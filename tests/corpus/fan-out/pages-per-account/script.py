from collections import Counter
from decimal import Decimal


async def page(account, offset, attempts=2):
    for attempt in range(attempts):
        try:
            return await tools.bank.transactions(account=account, offset=offset)
        except ToolUnavailable as e:
            if not e.retryable or attempt == attempts - 1:
                raise


async def transactions(account):
    offset = 0
    while True:
        answer = await page(account, offset)
        for row in answer["rows"]:
            yield row
        if not answer["more"]:
            return
        offset += len(answer["rows"])


by_category = Counter()


async def balance(account):
    total = 0
    async for row in transactions(account):
        total += row["cents"]
        by_category[row["cat"]] += row["cents"]
    return total


def euros(cents):
    return str(Decimal(cents).scaleb(-2))


accounts = await tools.bank.accounts()
totals = await asyncio.gather(*map(balance, accounts), return_exceptions=True)
balances = {
    account: f"error: {total}" if isinstance(total, Exception) else euros(total)
    for account, total in zip(accounts, totals)
}
return {"balances": balances, "byCategory": {cat: euros(cents) for cat, cents in by_category.items()}}
