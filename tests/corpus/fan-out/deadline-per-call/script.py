async def ready(source):
    while True:
        answer = await tools.quotes.get(source=source)
        if answer["state"] == "ready":
            return answer["price"]


async def quote(source, ms):
    try:
        async with asyncio.timeout(ms / 1000) as deadline:
            price = await ready(source)
    except TimeoutError:
        return {"source": source, "status": "late" if deadline.expired() else "slow tool"}
    except ToolError as error:
        return {"source": source, "status": error.kind}
    return {"source": source, "status": "ok", "price": price}


async def main(input):
    quotes = await asyncio.gather(*(quote(*item) for item in input.items()))
    prices = [q["price"] for q in quotes if q["status"] == "ok"]
    return {"quotes": quotes, "best": min(prices), "spread": max(prices) - min(prices)}
