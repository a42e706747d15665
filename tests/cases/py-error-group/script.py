def bad(n):
    raise ValueError(n)

async def one(n):
    bad(n)

async with asyncio.TaskGroup() as group:
    group.create_task(one(1))
    group.create_task(one(2))
