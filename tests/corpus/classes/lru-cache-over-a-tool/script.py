from collections import OrderedDict
from dataclasses import asdict, dataclass, field


@dataclass
class Stats:
    hits: int = 0
    misses: int = 0
    evicted: list = field(default_factory=list)


class LruCache:
    def __init__(self, capacity, load):
        self.capacity, self.load = capacity, load
        self.entries = OrderedDict()
        self.stats = Stats()

    async def get(self, key):
        if key in self.entries:
            self.stats.hits += 1
            self.entries.move_to_end(key)
        else:
            self.stats.misses += 1
            self.entries[key] = await self.load(key)
            if len(self.entries) > self.capacity:
                oldest, _ = self.entries.popitem(last=False)
                self.stats.evicted.append(oldest)
        return self.entries[key]


async def load(key):
    return (await tools.kv.get(key=key))["value"]


cache = LruCache(input["capacity"], load)
values, states = [], []
for key in input["keys"]:
    values.append(await cache.get(key))
    states.append("".join(cache.entries))

{"values": values, "states": states, **asdict(cache.stats)}
