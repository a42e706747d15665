import asyncio

# Several sources as one stream, in the order in which things arrive. Time is a counter that the consumer advances.


class Clock:
    def __init__(self):
        self.now, self.changed = 0, asyncio.Condition()

    async def tick(self):
        async with self.changed:
            self.now += 1
            self.changed.notify_all()

    async def reached(self, at):
        async with self.changed:
            await self.changed.wait_for(lambda: self.now >= at)


async def source(clock, name, times):
    for i, at in enumerate(times):
        await clock.reached(at)
        yield f"{name}{i}"


async def broken(clock):
    yield "fine"
    await clock.reached(2)
    raise RuntimeError("source broke")


async def merge(*streams):
    queue, done = asyncio.Queue(), object()

    async def pump(stream):
        try:
            async for x in stream:
                await queue.put((x, None))
            await queue.put((done, None))
        except Exception as error:
            await queue.put((done, error))

    pumps = [asyncio.create_task(pump(s)) for s in streams]
    try:
        left = len(pumps)
        while left:
            item, error = await queue.get()
            if error:
                raise error
            if item is done:
                left -= 1
            else:
                yield item
    finally:
        for task in pumps:
            task.cancel()


async def drain(clock, *streams):
    arrived = []
    try:
        async for x in merge(*streams):
            arrived.append(f"{clock.now}:{x}")
            await clock.tick()
            await asyncio.sleep(0.001)
    except RuntimeError as e:
        arrived.append(str(e))
    return arrived


async def main():
    first, second = Clock(), Clock()
    return {
        "arrived": await drain(first, source(first, "a", [0, 2, 4]), source(first, "b", [1, 3]), source(first, "c", [])),
        "until": await drain(second, broken(second), source(second, "d", [1])),
    }


asyncio.run(main())
