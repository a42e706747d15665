async def after(seconds, value):
    await asyncio.sleep(seconds)
    return value

order = []
for next_one in asyncio.as_completed([after(0.04, "b"), tools.shop.slow(), after(0.001, "a")]):
    order.append(await next_one)
async for task in asyncio.as_completed([after(0.01, "c")]):
    order.append(await task)
return order
