calls = [
    tools.shop.echo(n=1),
    tools.shop.fail(n=2),
]
await asyncio.gather(*calls)
