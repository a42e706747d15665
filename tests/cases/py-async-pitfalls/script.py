import asyncio
seen = []

async def fails():
    raise ValueError("x")

task = asyncio.ensure_future(fails())
try:
    await asyncio.shield(task)
except ValueError:
    seen.append("shielded")
try:
    async with asyncio.timeout(0.01) as deadline:
        await asyncio.sleep(5)
except TimeoutError:
    seen.append(deadline.expired())
lock, condition = asyncio.Lock(), asyncio.Condition()
async with lock, condition:
    seen.append(lock.locked())

async def waiter():
    async with condition:
        await condition.wait()
        seen.append("notified")

waiting = asyncio.create_task(waiter(), name="w")
await asyncio.sleep(0)
async with condition:
    condition.notify_all()
await waiting
loop = asyncio.get_event_loop()
loop.call_later(0.001, seen.append, "later")
loop.call_soon(seen.append, "soon")
await asyncio.sleep(0.01)
barrier = asyncio.Barrier(2)
seen.append(sorted(await asyncio.gather(barrier.wait(), barrier.wait())))
seen.append(waiting.get_name() + asyncio.current_task().get_name()[:4])
return seen
