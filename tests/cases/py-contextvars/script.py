import contextvars
who = contextvars.ContextVar("who", default="nobody")

async def one(name):
    who.set(name)
    await tools.shop.slow()
    return who.get()

names = await asyncio.gather(one("a"), one("b"))
return [names, who.get()]
