import csv
import io
import random
import sys

best = sys.maxsize
for at in [1700000000000, 1600000000000]:
    best = min(best, at)
random.seed(1)
sample = random.sample(range(10**12), 3)
choice = random.choice(range(0, 10**12, 7))
csv.field_size_limit(sys.maxsize)
[best, sys.maxsize, sample, choice % 7, list(csv.reader(io.StringIO("a,b"))), len("abc"[: sys.maxsize])]
