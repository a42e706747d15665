async def lookup(key):
    try:
        return await toolgate.race([tools.cache.get(key=key), tools.db.get(key=key)])
    except ToolError as e:
        # a race is lost with its first failure too
        return f"lost: {e}"


[await lookup(key) for key in ("k1", "k2", "k3")]
