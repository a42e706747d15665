import re, sys
sys.setrecursionlimit(10**9)
re.compile("(" * 50_000 + ")" * 50_000)
