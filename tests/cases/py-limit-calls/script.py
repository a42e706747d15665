for n in range(10):
    await tools.shop.echo(n=n)
