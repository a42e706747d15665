doubled = await toolgate.map(range(5), lambda n: tools.shop.echo(n=n * 2), width=2)
kept = await toolgate.map([1, 2], lambda n: tools.shop.fail() if n == 1 else n, errors="keep")
skipped = await toolgate.map([1, 2], lambda n: tools.shop.fail() if n == 1 else n, errors="skip")
try:
    await toolgate.map([1, 2], lambda n: tools.shop.fail() if n == 2 else n, width=1)
except ToolError as error:
    partial = error.partial
return [[item["n"] for item in doubled], type(kept[0]).__name__, kept[1], skipped, partial, list(map(str, [1]))]
