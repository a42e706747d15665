import asyncio

# A deadline for a call, one for a whole group, and one that is not needed.


async def with_timeout(awaitable, seconds, fallback):
    try:
        return await asyncio.wait_for(awaitable, seconds)
    except TimeoutError:
        return fallback


quick = await with_timeout(tools.api.quick(), 2, "fallback")
slow = await with_timeout(asyncio.sleep(5, "late"), 0.015, "fallback")

try:
    await tools.api.slow({}, timeout=0.001)
except ToolError as e:
    kind = e.kind

try:
    async with asyncio.timeout(0.001) as deadline:
        await tools.api.slow()
except TimeoutError:
    aborted = ["timed-out", deadline.expired()]

try:
    async with asyncio.timeout(0.02):
        await asyncio.gather(tools.api.quick(), asyncio.sleep(5))
        group = "all"
except asyncio.TimeoutError:
    group = "gave up"

try:
    failure = await with_timeout(tools.api.broken(), 2, None)
except ToolError as e:
    failure = str(e)

return {"quick": quick, "slow": slow, "kind": kind, "aborted": aborted, "group": group, "failure": failure}
