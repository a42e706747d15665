gate = asyncio.Semaphore(3)
running = most = 0

async def one(n):
    global running, most
    async with gate:
        running += 1
        most = max(most, running)
        await tools.shop.slow()
        running -= 1
        return n

done = await asyncio.gather(*map(one, range(9)))
return {"done": done, "most": most}
