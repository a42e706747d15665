import time
start = time.monotonic()
first, second = tools.shop.slow(), tools.shop.slow()
await asyncio.sleep(0.02)
answers = [await first, await second, await first]
return [answers, time.monotonic() - start < 0.3]
