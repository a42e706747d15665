import sys
sys.setrecursionlimit(10**9)
a, b = [], []
a.append(a)
b.append(b)
try:
    a == b
except RecursionError:
    result = "caught"
