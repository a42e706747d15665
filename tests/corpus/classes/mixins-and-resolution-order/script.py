import functools
import json


class Entity:
    def __init__(self, id, **rest):
        super().__init__(**rest)
        self.id = id

    def trail(self):
        return ["Entity"]


class Serialisable:
    def serialise(self):
        return json.dumps({"type": type(self).__name__, **vars(self)})

    def trail(self):
        return ["Serialisable", *super().trail()]


class Comparable:
    def compare(self, other):
        a, b = self.rank(), other.rank()
        return (a > b) - (a < b)

    def trail(self):
        return ["Comparable", *super().trail()]


class Tagged:
    def __init__(self, **rest):
        super().__init__(**rest)
        self.tags = []

    def tag(self, *names):
        self.tags = sorted({*self.tags, *names})
        return self

    def trail(self):
        return ["Tagged", *super().trail()]


# each __init__ and trail() goes on to the next class of the resolution order
class Version(Serialisable, Comparable, Tagged, Entity):
    def __init__(self, id, text):
        super().__init__(id=id)
        self.parts = [int(part) for part in text.split(".")]

    def rank(self):
        return tuple(self.parts)


versions = [Version(i, text) for i, text in enumerate(["1.10.0", "1.9.3", "2.0.0"])]
versions[0].tag("lts", "old").tag("lts", "big")
ordered = sorted(versions, key=functools.cmp_to_key(Version.compare))

return {
    "sorted": [".".join(map(str, v.parts)) for v in ordered],
    "trail": versions[0].trail(),
    "json": json.loads(versions[0].serialise()),
    "shared": len(versions[1].tags),
    "depth": len(Version.__mro__),
}
