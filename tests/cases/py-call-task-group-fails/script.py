async def one():
    await tools.shop.fail()

try:
    async with asyncio.TaskGroup() as group:
        group.create_task(tools.shop.never())
        group.create_task(one())
except* ToolError as failed:
    result = [type(error).__name__ for error in failed.exceptions]
