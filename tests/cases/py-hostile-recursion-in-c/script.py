class Odd:
    def __getattr__(self, name):
        return getattr(self, name + "x")

import sys
sys.setrecursionlimit(10**9)
Odd().a
