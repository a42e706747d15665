import asyncio

# Results in the order in which they arrive, not in which they were asked for.
mirrors = ["far", "near", "broken", "middle"]


def ping_all():
    return [tools.mirror.ping(mirror=mirror) for mirror in mirrors]


arrived = []
for next_one in asyncio.as_completed(ping_all()):
    try:
        arrived.append((await next_one)["mirror"])
    except ToolError as error:
        arrived.append(f"! {error.message}")

settled = await asyncio.gather(*ping_all(), return_exceptions=True)
in_order = [None if isinstance(x, Exception) else x["mirror"] for x in settled]

fastest = None
pending = {asyncio.ensure_future(p) for p in ping_all()}
while fastest is None:
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
    fastest = next((task.result()["mirror"] for task in done if not task.exception()), None)
for task in pending:
    task.cancel()
return {"arrived": arrived, "inOrder": in_order, "fastest": fastest}
