queue = asyncio.Queue()

async def take():
    return await queue.get()

await take()
