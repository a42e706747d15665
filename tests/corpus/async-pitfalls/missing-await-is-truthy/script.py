import asyncio
import inspect

# A coroutine is truthy, whatever it will return: forgotten awaits in conditions, filters and generators.
leftovers = []


async def is_allowed(name):
    return (await tools.auth.check(name=name))["allowed"]


def forgotten(name):
    leftovers.append(is_allowed(name))
    return leftovers[-1]


names = ["root", "guest", "mallory"]
wrong_if = ["in" if forgotten(name) else "out" for name in names]
wrong_filter = list(filter(forgotten, names))
wrong_some = any(forgotten(n) and n != "nobody" for n in names)
coroutine = is_allowed("guest")
is_coroutine, is_false = inspect.iscoroutine(coroutine), coroutine is False

verdicts = await asyncio.gather(*map(is_allowed, names))
right_filter = [name for name, ok in zip(names, verdicts) if ok]
for other in leftovers:
    other.close()

return {
    "wrongIf": wrong_if,
    "wrongFilter": wrong_filter,
    "wrongSome": wrong_some,
    "isPromise": is_coroutine,
    "isFalse": is_false,
    "rightFilter": right_filter,
    "awaited": await coroutine,
}
