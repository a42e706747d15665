try:
    await tools.shop.echo
except TypeError as error:
    print(error)
print((await tools.shop.echo(self=1))["self"])
{"r": [tools.shop.echo]}
