import asyncio
from contextlib import suppress

# A task fails long before anybody looks; the error waits until its await, and can be looked at more than once.
log = []


async def fails_early():
    await asyncio.sleep(0.005)
    log.append("task fails")
    raise ValueError("early")


task = asyncio.create_task(fails_early())
log.append("working")
while len(log) < 2:
    await asyncio.sleep(0.001)
log.append("still working")

for attempt in (1, 2):
    try:
        await task
    except ValueError as e:
        log.append(f"{attempt}: {e}")

# gather tells of the first failure only; the others still run to their ends
ended = []


async def job(name, after, fails):
    if after:
        with suppress(RuntimeError):
            await after
    await asyncio.sleep(0.002)
    ended.append(name)
    if fails:
        raise RuntimeError(name)
    return name


first = asyncio.create_task(job("first", None, True))
second = asyncio.create_task(job("second", first, True))
slow = asyncio.create_task(job("slow", second, False))
jobs = [slow, second, first]
try:
    await asyncio.gather(*jobs)
except RuntimeError as e:
    log.append(f"all: {e}, ended {','.join(ended)}")

states = [str(x) for x in await asyncio.gather(*jobs, return_exceptions=True)]
return {"log": log, "states": states, "ended": ended}
