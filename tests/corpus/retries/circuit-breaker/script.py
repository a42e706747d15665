class CircuitOpen(Exception):
    pass


class CircuitBreaker:
    def __init__(self, call, threshold=2, cooldown=2):
        self.call, self.threshold, self.cooldown = call, threshold, cooldown
        self.failures = self._rejected = 0
        self.history = []
        self._state = "closed"

    @property
    def state(self):
        return self._state

    @state.setter
    def state(self, new):
        if new != self._state or new == "open":
            self.history.append(new)
            self._rejected = 0
        self._state = new

    async def __call__(self, *args):
        if self.state == "open":
            self._rejected += 1
            if self._rejected <= self.cooldown:
                raise CircuitOpen
            self.state = "half-open"
        try:
            value = await self.call(*args)
        except ToolError:
            self.failures += 1
            if self.state == "half-open" or self.failures >= self.threshold:
                self.state = "open"
            raise
        self.failures = 0
        self.state = "closed"
        return value


calls = 0


async def charge(card):
    global calls
    calls += 1
    return await tools.pay.charge(card=card)


breaker = CircuitBreaker(charge)
outcomes = []
for card in [*input, "i", "j"]:
    try:
        outcomes.append(await breaker(card))
    except CircuitOpen:
        outcomes.append("open")
    except ToolError as e:
        outcomes.append(e.kind)
result = {"outcomes": outcomes, "calls": calls, "history": breaker.history, "failures": breaker.failures}
