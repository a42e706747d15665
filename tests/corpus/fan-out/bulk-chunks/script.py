ids = list(dict.fromkeys(input["ids"]))  # unique, in order


async def load(chunk):
    answer = await tools.store.many(ids=chunk)
    return answer["items"]


items = await toolgate.batch(ids, input["size"], load)
stock = {item["id"]: item["stock"] for item in items}

return {
    "stock": [stock.get(id) for id in input["ids"]],
    "missing": [id for id in ids if id not in stock],
    "soldOut": [id for id, count in stock.items() if not count],
}
