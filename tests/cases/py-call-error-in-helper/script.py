async def load(id):
    # The call stands here.
    return await tools.shop.fail(id=id)


async def load_all():
    return await asyncio.gather(load(1), load(2))

await load_all()
