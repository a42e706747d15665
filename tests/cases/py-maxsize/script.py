import collections.abc
import csv
import io
import random
import sys



class Bag(collections.abc.Set):
    def __init__(self, items):
        self.items = list(items)

    def __contains__(self, item):
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)

    __hash__ = collections.abc.Set._hash


best = sys.maxsize
for at in [1700000000000, 1600000000000]:
    best = min(best, at)
random.seed(1)
sample = random.sample(range(10**12), 3)
choice = random.choice(range(0, 10**12, 7))
csv.field_size_limit(sys.maxsize)
[best, sys.maxsize, sample, choice % 7, list(csv.reader(io.StringIO("a,b"))), len("abc"[: sys.maxsize]), hash(Bag("ab")) == hash(frozenset("ab"))]
