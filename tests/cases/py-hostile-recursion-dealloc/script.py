import itertools
values = iter([1])
for _ in range(500_000):
    values = itertools.islice(values, 1)
del values
