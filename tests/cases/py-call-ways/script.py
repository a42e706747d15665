a = await tools.shop.echo(a=1, b=[True, None])
b = await tools.shop.echo({"a": 2, "from": "x"})
c = await tools["shop"]["echo"](c=3)
d = await tools["shop.echo"](d=4)
e = await tools.shop.echo()
f = await tools.shop.echo(**{"class": 5})
g = await tools.shop.echo({"g": 6}, timeout=5)
h = await tools.shop.echo(timeout=7)
return [a, b, c, d, e, f, g, h]
