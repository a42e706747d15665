import asyncio

# At most three at once, measured; a slot is given back on failure as well.
limit = asyncio.Semaphore(3)
running = most = 0
started = []


async def job(n):
    global running, most
    async with limit:
        running += 1
        most = max(most, running)
        started.append(n)
        try:
            answer = await tools.jobs.run(n=n)
            return n * n if answer["ok"] else None
        finally:
            running -= 1


results = await asyncio.gather(*(job(n) for n in input), return_exceptions=True)
async with limit:
    again = "free"

return {
    "most": most,
    "running": running,
    "started": started,
    "values": [r.kind if isinstance(r, ToolError) else r for r in results],
    "again": again,
}
