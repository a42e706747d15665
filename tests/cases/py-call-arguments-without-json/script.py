loop = []
loop.append(loop)
try:
    await tools.shop.echo(a=loop)
except ToolInvalidArguments as error:
    return str(error)
