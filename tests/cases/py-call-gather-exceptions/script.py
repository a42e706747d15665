values = await asyncio.gather(tools.shop.fail(), tools.shop.echo(n=1), return_exceptions=True)
return [str(values[0]), values[1]]
