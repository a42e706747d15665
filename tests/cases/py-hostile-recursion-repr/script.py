value = []
for _ in range(200_000):
    value = [value]
try:
    len(repr(value))
except RecursionError:
    result = "caught"
