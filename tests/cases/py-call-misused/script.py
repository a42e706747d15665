seen = []
for wrong in (lambda: tools.shop.echo(1), lambda: tools.shop.echo({}, {}), lambda: tools.shop.echo({"a": 1}, b=2), lambda: tools.shop.echo({}, timeout="1")):
    try:
        await wrong()
    except TypeError as error:
        seen.append(str(error)[:40])
return seen
