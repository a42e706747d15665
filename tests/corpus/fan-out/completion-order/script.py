hosts = ["slow", "fast", "mid"]


async def ping(host):
    try:
        return f"{host}: rank {await tools.mirror.ping(host=host)}"
    except ToolUnavailable as e:
        return f"{host}: {e}"


lines = []
left = len(hosts)
for finished in asyncio.as_completed([ping(host) for host in hosts]):
    line = await finished
    left -= 1
    lines.append(f"{line}, {left} left")
lines
