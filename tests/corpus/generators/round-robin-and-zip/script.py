from collections import defaultdict
from itertools import cycle, zip_longest

# Several sources in turn, of different lengths; zipped short, long and strictly.


def round_robin(*sources):
    iterators = [iter(s) for s in sources]
    while iterators:
        alive = []
        for it in iterators:
            try:
                yield next(it)
            except StopIteration:
                continue
            alive.append(it)
        iterators = alive


queues = await asyncio.gather(*[tools.support.queue(channel=c) for c in ("mail", "chat", "phone")])
agents = ["ann", "ben"]

try:
    strict = list(zip(*queues, strict=True))
except ValueError:
    strict = "sources differ in length"

order = list(round_robin(*queues))
assigned = defaultdict(list)
for ticket, agent in zip(order, cycle(agents)):
    assigned[agent].append(ticket)

return {
    "order": order,
    "assigned": assigned,
    "short": list(zip(*queues)),
    "long": list(zip_longest(*queues)),
    "strict": strict,
    "unzipped": list(zip(*zip([1, 2, 3], "abc"))),
    "enumerated": [f"{i}:{t}" for i, t in enumerate(queues[0])],
}
