async def pages():
    try:
        for page in range(10):
            yield await tools.shop.echo(page=page)
    finally:
        await tools.shop.echo(closed=True)
        print("closed")


async def first():
    async for page in pages():
        return page


async for page in pages():
    break
found = await first()
await asyncio.sleep(0.2)
held = pages()
await anext(held)
found
