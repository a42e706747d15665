from collections import defaultdict


class InvalidTransition(Exception):
    def __init__(self, event, state):
        super().__init__(f"cannot {event} while {state}")


class StateMachine:
    transitions: dict[tuple[str, str], str] = {}
    initial = ""

    def __init__(self):
        self.state = self.initial
        self.history = []
        self._listeners = defaultdict(list)

    def on(self, state):
        def register(listener):
            self._listeners[state].append(listener)
            return listener

        return register

    def send(self, event):
        source = self.state
        try:
            self.state = self.transitions[source, event]
        except KeyError:
            raise InvalidTransition(event, source) from None
        self.history.append((source, event, self.state))
        for listener in self._listeners[self.state]:
            listener(source, event)

    @property
    def final(self):
        return all(state != self.state for state, _ in self.transitions)


class Order(StateMachine):
    initial = "new"
    transitions = {
        ("new", "pay"): "paid",
        ("new", "cancel"): "cancelled",
        ("paid", "pack"): "packed",
        ("paid", "cancel"): "refunded",
        ("packed", "ship"): "shipped",
        ("shipped", "deliver"): "delivered",
        ("shipped", "lose"): "refunded",
        ("delivered", "return"): "returned",
        ("returned", "refund"): "refunded",
    }


order, notes, rejected = Order(), [], []


@order.on("shipped")
def shipped(source, event):
    notes.append(f"shipped after {source}")


@order.on("refunded")
def refunded(source, event):
    notes.append(f"refunded by {event}")


for event in await tools.orders.events(order=77):
    try:
        order.send(event)
    except InvalidTransition as e:
        rejected.append(str(e))

saved = (await tools.orders.save(order=77, state=order.state))["saved"]
result = {
    "state": order.state,
    "final": order.final,
    "saved": saved,
    "steps": len(order.history),
    "path": ">".join(to for *_, to in order.history),
    "notes": notes,
    "rejected": rejected,
}
