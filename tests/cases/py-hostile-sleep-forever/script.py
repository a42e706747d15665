first = asyncio.create_task(asyncio.sleep(float("inf")))
try:
    async with asyncio.timeout(1e30):
        await asyncio.wait_for(asyncio.sleep(0.01), 1e300)
except TimeoutError:
    return "too early"
print("still here")
await first
