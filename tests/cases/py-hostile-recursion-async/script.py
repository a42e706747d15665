async def depth(n):
    return await depth(n + 1)

await depth(0)
