async def one(n):
    await asyncio.sleep(0.001)
    return n

return sum(await asyncio.gather(*[one(n) for n in range(5000)]))
