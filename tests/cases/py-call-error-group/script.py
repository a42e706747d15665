async def one(n):
    await tools.shop.fail(n=n)

async with asyncio.TaskGroup() as group:
    for n in range(2):
        group.create_task(one(n))
