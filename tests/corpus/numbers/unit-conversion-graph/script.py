import re
from collections import defaultdict, deque

# Converts between any two units for which a chain of known factors exists; temperatures have offsets.
FACTORS = """
km m 1000
m cm 100
in cm 2.54
ft in 12
mi ft 5280
kg g 1000
lb g 453.59237
h min 60
min s 60
"""
TEMPERATURES = {
    "C": (lambda x: x, lambda x: x),
    "F": (lambda x: (x - 32) * 5 / 9, lambda x: x * 9 / 5 + 32),
    "K": (lambda x: x - 273.15, lambda x: x + 273.15),
}

edges = defaultdict(dict)
for line in FACTORS.strip().splitlines():
    a, b, factor = line.split()
    edges[a][b] = lambda x, f=float(factor): x * f
    edges[b][a] = lambda x, f=float(factor): x / f


def convert(amount, source, target):
    if {source, target} <= TEMPERATURES.keys():
        return TEMPERATURES[target][1](TEMPERATURES[source][0](amount))
    top, _, bottom = source.partition("/")
    if bottom:
        to_top, _, to_bottom = target.partition("/")
        return convert(amount, top, to_top) / convert(1, bottom, to_bottom)
    seen, queue = {source}, deque([(source, amount)])
    while queue:
        unit, value = queue.popleft()
        if unit == target:
            return value
        for other, f in edges[unit].items():
            if other not in seen:
                seen.add(other)
                queue.append((other, f(value)))
    raise LookupError(f"no way from {source} to {target}")


def answer(text):
    amount, source, target = re.fullmatch(r"(-?[\d.]+)\s*(\S+) (?:in|to) (\S+)", text).groups()
    try:
        return f"{text} = {convert(float(amount), source, target):.9g}"
    except LookupError as e:
        return e.args[0]


[answer(text) for text in input]
