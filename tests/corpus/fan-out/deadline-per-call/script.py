async def main():
    async def quote(source):
        try:
            async with asyncio.timeout(0.025):
                answer = await tools.quotes.get(source=source)
        except TimeoutError:
            return {"source": source, "status": "late"}
        except ToolError as error:
            return {"source": source, "status": error.kind}
        return {"source": source, "status": "ok", "price": answer["price"]}

    # the same, by the option of the call itself
    try:
        await tools.quotes.get({"source": "b"}, timeout=0.01)
        via_option = "in time"
    except ToolTimedOut as error:
        via_option = f"{error.kind}, retryable: {str(error.retryable).lower()}"

    quotes = await asyncio.gather(*(quote(s) for s in "abcd"))
    prices = [q["price"] for q in quotes if q["status"] == "ok"]
    return {"quotes": quotes, "viaOption": via_option, "best": min(prices), "spread": max(prices) - min(prices)}
