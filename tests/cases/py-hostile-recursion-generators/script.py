import sys
sys.setrecursionlimit(10**9)

def depth(n):
    yield from depth(n + 1)

list(depth(0))
