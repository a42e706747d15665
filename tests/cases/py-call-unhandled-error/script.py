tools.shop.fail()

async def background():
    raise ValueError("nobody looks")

task = asyncio.create_task(background())
await asyncio.sleep(0.01)
del task
return 1
