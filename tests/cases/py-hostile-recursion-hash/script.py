value = ()
for _ in range(500_000):
    value = (value,)
hash(value)
