import asyncio

# Read, wait, write: without a lock all but the last update is lost.
accounts = {"unsafe": 0, "safe": 0, "atomic": 0}
lock = asyncio.Lock()
amounts = [3, 3, 3, 3, 3]


async def deposit(account, amount):
    before = accounts[account]
    await asyncio.sleep(0.001)
    accounts[account] = before + amount


async def locked(amount):
    async with lock:
        await deposit("safe", amount)


async def atomic(amount):
    await asyncio.sleep(0.001)
    accounts["atomic"] += amount  # nothing can come between


# += reads its left side before the await on its right
total = 0


async def value(n):
    await asyncio.sleep(0.001)
    return n


async def add(n):
    global total
    total += await value(n)


for step in (lambda n: deposit("unsafe", n), locked, atomic, add):
    await asyncio.gather(*map(step, amounts))

order = []


async def ordered(n):
    async with lock:
        await asyncio.sleep(n / 1000)
        order.append(n)
        if n == 1:
            raise RuntimeError("one failed")
        return n


results = await asyncio.gather(*map(ordered, [3, 1, 2]), return_exceptions=True)
return {
    "accounts": accounts,
    "total": total,
    "order": order,
    "results": [str(r) if isinstance(r, Exception) else r for r in results],
}
