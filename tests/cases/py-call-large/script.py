rows = [{"id": n, "name": f"row {n}", "tags": ["a", "b"]} for n in range(5000)]
back = await tools.shop.echo(rows=rows)
return [len(back["rows"]), back["rows"][-1]]
