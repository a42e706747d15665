import inspect


class Emitter:
    def __init__(self):
        self._handlers = {}

    def on(self, type, handler):
        self._handlers.setdefault(type, {})[handler] = None  # a dict is an ordered set
        return lambda: self.off(type, handler)

    def once(self, type, handler):
        def wrapper(*args):
            off()
            return handler(*args)

        off = self.on(type, wrapper)
        return off

    def off(self, type, handler):
        handlers = self._handlers.get(type, {})
        if handler not in handlers:
            return False
        del handlers[handler]
        return True

    async def emit(self, type, *args):
        called = 0
        # a copy, since handlers may add and remove handlers
        for handler in [*self._handlers.get(type, ()), *self._handlers.get("*", ())]:
            try:
                answer = handler(*args)
                if inspect.isawaitable(answer):
                    await answer
            except Exception as error:
                if type == "error":
                    raise
                await self.emit("error", error)
            called += 1
        return called


class Counter:
    total = 0

    def add(self, n=1):
        self.total += n


seen = []
bus = Emitter()
counter = Counter()


async def slow(n):
    await asyncio.sleep(0)
    seen.append(f"async {n}")
    if n == 2:
        raise ValueError("two is bad")


# bound methods are equal when they are of the same object, so they can be found again
bus.on("tick", counter.add)
bus.once("tick", lambda n: seen.append(f"once {n}"))
bus.on("tick", slow)
bus.on("error", lambda error: seen.append(f"error: {error}"))
bus.on("*", lambda *args: seen.append(f"any {len(args)}"))

called = [await bus.emit("tick", 1), await bus.emit("tick", 2), await bus.emit("nothing")]
called += [bus.off("tick", counter.add), bus.off("tick", counter.add)]
called.append(await bus.emit("tick", 3))

{"seen": seen, "called": called, "total": counter.total}
