import contextlib, itertools

def numbers():
    received = yield 1
    yield received
    try:
        yield 3
    finally:
        closed.append(True)

closed = []
it = numbers()
out = [next(it), it.send("sent"), next(it)]
it.close()

@contextlib.contextmanager
def section(name):
    out.append(f"in {name}")
    yield name
    out.append(f"out {name}")

@contextlib.asynccontextmanager
async def later(name):
    await asyncio.sleep(0)
    yield name

def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item

with section("a"):
    async with later("b") as b:
        out.append(b)
out += flatten([1, [2, [3]]])
out.append([list(group) for _, group in itertools.groupby("aab")])
return [out, closed]
