import time
from concurrent.futures import Future
loop = asyncio.get_running_loop()
a = await loop.run_in_executor(None, sum, [1, 2])
b = await asyncio.to_thread(max, 3, 4)
start = time.monotonic()
time.sleep(0.02)
return [a, b, time.monotonic() - start >= 0.02]
