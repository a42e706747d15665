import asyncio

# Awaiting in a loop, and starting everything first: the same results, another order of events.
trace = []


async def step(name, ms):
    trace.append(f"+{name}")
    await asyncio.sleep(ms / 1000)
    trace.append(f"-{name}")
    return name.upper()


def told():
    text = " ".join(trace)
    trace.clear()
    return text


jobs = {"a": 60, "b": 20, "c": 40}
answer = {}

answer["sequential"] = [await step(name, ms) for name, ms in jobs.items()]
answer["first"] = told()

answer["concurrent"] = await asyncio.gather(*(step(name, ms) for name, ms in jobs.items()))
answer["second"] = told()

# started first, awaited later, in another order
x, y = asyncio.create_task(step("x", 20)), asyncio.create_task(step("y", 40))
answer["awaited"] = [await y, await x]
answer["third"] = told()

# a bare coroutine does nothing until somebody awaits it
chain = [step(name, 1) for name in jobs]
assert not trace
answer["chained"] = [await coroutine for coroutine in chain]
answer["fourth"] = told()
answer
