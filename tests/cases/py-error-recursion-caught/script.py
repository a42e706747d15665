def depth(n):
    return 1 + depth(n + 1)

try:
    depth(0)
except RecursionError:
    return "caught"
