import asyncio
from functools import partial

# One variable for all rounds, or one for each: what callbacks see once the loop is over.
ids = ["a", "b", "c"]

shared = []
for i in ids:
    shared.append(lambda: i)

own = [partial(lambda x: x, id) for id in ids]
bound = [lambda x=x: x for x in ids]


# the same with calls that are made later
async def say(text):
    await asyncio.sleep(0.001)
    return (await tools.echo.say(text=text() if callable(text) else text))["said"]


later = []
for k in ids:
    later.append(say(lambda: k))
later_own = [say(id) for id in ids]


def counter(start):
    n = start * 10

    def step():
        nonlocal n
        n += 1
        return n

    return step, lambda: n


counters = [counter(start) for start, _ in enumerate(ids)]
counters[1][0]()
counters[1][0]()
counters[2][0]()

return {
    "shared": [f() for f in shared],
    "own": [f() for f in own],
    "bound": [f() for f in bound],
    "later": await asyncio.gather(*later),
    "laterOwn": await asyncio.gather(*later_own),
    "counters": [value() for _, value in counters],
}
