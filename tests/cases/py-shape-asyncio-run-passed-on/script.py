import asyncio


async def fetch(n):
    return await tools.shop.echo(n=n)


def load(n):
    return asyncio.run(fetch(n))


await tools.shop.echo(first=True)
list(map(load, [1, 2, 3]))
