from contextlib import aclosing

trace = []


async def events():
    after = 0
    try:
        while True:
            trace.append(f"page after {after}")
            page = await tools.events.page(after=after)
            if not page["events"]:
                return
            for event in page["events"]:
                yield event
            after = page["last"]
    finally:
        trace.append("closed")


async def take(source, n):
    taken = 0
    async for item in source:
        yield item
        taken += 1
        if taken == n:
            return


async def main():
    errors = []
    # an abandoned async generator is closed whenever the garbage collector comes by: close it here
    async with aclosing(events()) as source:
        matching = (event["id"] async for event in source if event["type"] == "error")
        async for id in take(matching, 3):
            errors.append(id)
    return {"errors": errors, "trace": trace}
