import functools, sys
sys.setrecursionlimit(10**9)

class Odd:
    def __lt__(self, other):
        return min(self, other)

    def __str__(self):
        return f"{self}"

def again(*_):
    return functools.reduce(again, [1, 2])

caught = []
for recurse in (lambda: min(Odd(), Odd()), lambda: str(Odd()), again, lambda: sorted([1, 2], key=again)):
    try:
        recurse()
    except RecursionError:
        caught.append("caught")
return caught
