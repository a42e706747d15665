import asyncio

# Many callers, one request: the task is what is cached, and a failure is not kept.


def shared(function):
    running = {}

    async def call(key):
        try:
            return await function(key)
        except Exception:
            del running[key]
            raise

    def wrapper(key):
        if key not in running:
            wrapper.misses += 1
            running[key] = asyncio.ensure_future(call(key))
        return running[key]

    wrapper.misses = 0
    return wrapper


@shared
async def lookup(id):
    return await tools.dir.lookup(id=id)


async def name_of(id):
    try:
        return (await lookup(id))["name"]
    except ToolError as error:
        return f"({error.kind})"


first = await asyncio.gather(*map(name_of, ["u1", "u2", "u1", "u3", "u1", "u2", "u3"]))
misses_first = lookup.misses
second = await asyncio.gather(*map(name_of, ["u3", "u1", "u3"]))
return {
    "first": first,
    "missesFirst": misses_first,
    "second": second,
    "misses": lookup.misses,
    "sameObject": (await lookup("u1")) is (await lookup("u1")),
}
