# Classes that can be iterated over, again and again, and what the language does with them.
class LinkedList:
    def __init__(self, *items):
        self._head, self._size = None, 0
        for x in reversed(items):
            self.prepend(x)

    def prepend(self, value):
        self._head = (value, self._head)
        self._size += 1
        return self

    def __len__(self):
        return self._size

    def __iter__(self):
        node = self._head
        while node:
            value, node = node
            yield value


class Countdown:
    """The old way: an iterator of its own."""

    def __init__(self, start):
        self.n = start

    def __iter__(self):
        return Countdown(self.n)

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


class Ticker:
    def __init__(self, count):
        self.i, self.count = 0, count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.i >= self.count:
            raise StopAsyncIteration
        self.i += 1
        return await tools.clock.tick(n=self.i)


items = LinkedList("c", "a", "b").prepend("z")
head, *tail = items
once = iter([1, 2, 3])

return {
    "items": list(items),
    "again": [x.upper() for x in items],
    "head": head,
    "tail": tail,
    "length": len(items),
    "has": "b" in items,
    "sorted": sorted(items),
    "max": max(Countdown(5)),
    "nested": [list(Countdown(n)) for n in Countdown(3)],
    "ticks": [t async for t in Ticker(3)],
    "object": {x: i for i, x in enumerate(items)},
    "usedUp": [len(list(once)), len(list(once))],
}
