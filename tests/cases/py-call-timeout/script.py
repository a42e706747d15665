seen = []
try:
    async with asyncio.timeout(0.02):
        await tools.shop.never()
except TimeoutError:
    seen.append("timeout")
try:
    await asyncio.wait_for(tools.shop.never(), 0.02)
except asyncio.TimeoutError:
    seen.append("wait_for")
try:
    await tools.shop.never({}, timeout=0.02)
except ToolTimedOut as error:
    seen.append([error.kind, error.retryable, isinstance(error, TimeoutError)])
return seen
