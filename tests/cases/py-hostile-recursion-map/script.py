it = iter([1])
for _ in range(50_000):
    it = map(str, it)
list(it)
