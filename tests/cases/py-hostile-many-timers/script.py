loop = asyncio.get_running_loop()
fired = []
for n in range(3000):
    loop.call_later(100 - n * 0.01, fired.append, n)
    if n % 10 == 0:
        await asyncio.sleep(0)
await asyncio.sleep(0.01)
return len(fired)
