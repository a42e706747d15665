hosts = ["last", "first", "second"]
after = {"last": "second", "second": "first"}
answered = {host: asyncio.Event() for host in hosts}


async def ping(host):
    # once the one before it has answered, well or not
    if host in after:
        await answered[after[host]].wait()
    try:
        return f"{host}: rank {await tools.mirror.ping(host=host)}"
    except ToolUnavailable as e:
        return f"{host}: {e}"
    finally:
        answered[host].set()


lines = []
left = len(hosts)
for finished in asyncio.as_completed([ping(host) for host in hosts]):
    line = await finished
    left -= 1
    lines.append(f"{line}, {left} left")
lines
