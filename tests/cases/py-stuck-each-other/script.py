async def wait_for(event, other):
    await event.wait()
    other.set()

a, b = asyncio.Event(), asyncio.Event()
await asyncio.gather(wait_for(a, b), wait_for(b, a))
