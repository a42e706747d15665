async def load(ids):
    return [(await tools.shop.echo(ids=ids))["ids"]]

return await toolgate.batch(range(5), 2, load)
