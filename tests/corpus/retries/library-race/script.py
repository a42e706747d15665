log = []


async def poll(store, key):
    """Asks until there is a value, or until somebody else has won."""
    try:
        while True:
            answer = await tools[store].get(key=key)
            if not answer.get("pending"):
                return answer["value"]
    finally:
        log.append(f"{key} {store}")


async def lookup(key):
    try:
        return await toolgate.race([poll("cache", key), poll("db", key)])
    except ToolError as e:
        # a race is lost with its first failure too
        return f"lost: {e}"


answers = []
for key in ("k1", "k2", "k3"):
    answers.append(await lookup(key))
    await asyncio.sleep(0.001)  # the loser hears of it
{"answers": answers, "ended": sorted(log)}
