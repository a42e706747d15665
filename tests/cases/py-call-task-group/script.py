async with asyncio.TaskGroup() as group:
    first = group.create_task(tools.shop.slow())
    second = group.create_task(tools.shop.echo(n=2))

    async def third():
        await asyncio.sleep(0.001)
        return 3

    other = group.create_task(third())
return [first.result(), second.result(), other.result()]
