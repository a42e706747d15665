from contextlib import suppress


async def from_primary(code):
    return (await tools.rates.primary(code=code))["rate"]


async def from_replica(code):
    return (await tools.rates.replica(code=code))["rate"]


async def from_history(code):
    with suppress(IndexError):
        return (await tools.rates.history(code=code, days=1))[-1]["rate"]


async def rate(code):
    tried = []
    for source in (from_primary, from_replica, from_history):
        name = source.__name__.removeprefix("from_")
        try:
            value = await source(code)
        except ToolError as error:
            tried.append(f"{name}: {error}")
        else:
            if value is not None:
                break
            tried.append(f"{name}: nothing")
    else:
        value = name = None
    return {"value": value, "from": name, "tried": tried}


return dict(zip(input, await asyncio.gather(*map(rate, input))))
