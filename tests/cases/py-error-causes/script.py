error = None
for n in range(100_000):
    outer = ValueError(n)
    outer.__cause__, error = error, outer
raise error
