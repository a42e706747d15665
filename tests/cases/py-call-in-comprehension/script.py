totals = {order["id"]: (await tools.shop.echo(n=order["total"]))["n"] for order in await tools.shop.orders()}

async def numbers():
    for n in range(3):
        yield (await tools.shop.echo(n=n))["n"]

return [totals, [n async for n in numbers()], sum([n async for n in numbers()])]
