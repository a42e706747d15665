import asyncio

# Several slow streams as one, in the order in which things arrive.


async def source(name, pauses):
    for i, ms in enumerate(pauses):
        await asyncio.sleep(ms / 1000)
        yield f"{name}{i}"


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


async def broken():
    yield "fine"
    await asyncio.sleep(0.03)
    raise RuntimeError("source broke")


async def main():
    arrived = [x async for x in merge(source("a", [20, 60, 60]), source("b", [50, 60]), source("c", []))]
    until = []
    try:
        async for x in merge(broken(), source("d", [10, 100])):
            until.append(x)
    except RuntimeError as e:
        until.append(str(e))
    return {"arrived": arrived, "until": until}


asyncio.run(main())
