from contextlib import aclosing, closing

# Who breaks out of a loop closes the generator: finally runs, in the right order, exactly once.
log = []


def resource(name, count):
    log.append(f"open {name}")
    try:
        for i in range(1, count + 1):
            yield f"{name}{i}"
    finally:
        log.append(f"close {name}")


def both():
    try:
        yield from resource("a", 2)
        yield from resource("b", 3)
    finally:
        log.append("close both")


with closing(both()) as items:
    for x in items:
        log.append(x)
        if x == "b2":
            break

c = resource("c", 5)
next(c)
c.close()
c.close()

try:
    with closing(resource("d", 2)) as items:
        for x in items:
            raise RuntimeError(f"at {x}")
except RuntimeError as e:
    log.append(str(e))

resource("never", 1).close()  # not started, so there is nothing to close


async def streaming():
    i = 0
    try:
        while True:
            yield await tools.feed.item(i=i)
            i += 1
    finally:
        log.append(await tools.feed.close())


async with aclosing(streaming()) as stream:
    async for item in stream:
        log.append(item)
        if item == "two":
            break
log.append("end")
return log
