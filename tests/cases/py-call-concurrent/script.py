import time
start = time.monotonic()
names = await asyncio.gather(*(tools.shop.slow(n=n) for n in range(20)))
return [len(names), set(names) == {"slow"}, time.monotonic() - start < 0.3]
