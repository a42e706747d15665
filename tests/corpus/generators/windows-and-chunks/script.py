from collections import deque
from itertools import islice, pairwise


def chunked(source, size):
    it = iter(source)
    while chunk := list(islice(it, size)):
        yield chunk


def windows(source, size):
    window = deque(maxlen=size)
    for x in source:
        window.append(x)
        if len(window) == size:
            yield list(window)


def sign(x):
    return (x > 0) - (x < 0)


prices = input
moving = [sum(w) / 3 for w in windows(prices, 3)]

{
    "chunks": list(chunked(range(10), 4)),
    "exact": ["".join(c) for c in chunked("abcdef", 2)],
    "empty": list(chunked([], 3)),
    "tooWide": list(windows([1, 2], 3)),
    "backwards": list(range(10, 0, -3)),
    "moving": moving,
    "rises": sum(b > a for a, b in pairwise(prices)),
    "crossings": sum(a != b for a, b in pairwise(sign(p - m) for p, m in zip(prices[2:], moving))),
}
