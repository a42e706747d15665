import re, sys
sys.setrecursionlimit(10**9)
re.compile("(" * 40_000 + ")" * 40_000)
