from contextlib import AsyncExitStack, aclosing

# Stages that pull from each other: nothing is fetched before somebody wants it, and stopping stops all of them.
trace = []


async def ids():
    try:
        for id in range(1, 101):
            trace.append(f"id {id}")
            yield id
    finally:
        trace.append("ids closed")


async def fetched(source):
    try:
        async with aclosing(source):
            async for id in source:
                try:
                    record = await tools.db.record(id=id)
                except ToolError as error:
                    if error.kind != "failed":
                        raise
                    trace.append(f"skipped {id}")
                    continue
                trace.append(f"got {record['name']}")
                yield record
    finally:
        trace.append("fetched closed")


async def enriched(source):
    async with aclosing(source):
        async for record in source:
            if record["active"]:
                yield record | await tools.db.score(name=record["name"])


async def main(input):
    best = []
    async with AsyncExitStack() as stack:
        stream = await stack.enter_async_context(aclosing(enriched(fetched(ids()))))
        async for record in stream:
            trace.append(f"kept {record['name']}")
            best.append({key: record[key] for key in ("name", "score")})
            if len(best) == 2:
                break
    return {"best": best, "trace": trace}
