import asyncio

# Results in the order in which jobs end, not in which they were started: jobs wait for what they need.
NEEDS = {"release": ["test", "docs"], "test": ["build"], "docs": ["test"], "broken": ["release"], "build": []}


def start_all():
    running = {}

    def start(name):
        if name not in running:
            running[name] = asyncio.create_task(run(name))
        return running[name]

    async def run(name):
        await asyncio.gather(*map(start, NEEDS[name]))
        answer = await tools.ci.run(job=name)
        return {"name": name, "took": answer["took"]}

    return [start(name) for name in NEEDS]


ended = []
for next_one in asyncio.as_completed(start_all()):
    try:
        ended.append((await next_one)["name"])
    except ToolError as error:
        ended.append(f"! {error.message}")

settled = await asyncio.gather(*start_all(), return_exceptions=True)
in_order = [None if isinstance(x, Exception) else x["name"] for x in settled]

fastest = None
pending = set(start_all())
while fastest is None:
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    fastest = next((task.result()["name"] for task in done if not task.exception()), None)
for task in pending:
    task.cancel()
return {"ended": ended, "inOrder": in_order, "fastest": fastest}
