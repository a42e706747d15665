from collections import Counter
from itertools import product

# Conway's game on an endless board: a set of complex numbers. Finds periods and drift.
AROUND = [complex(dx, dy) for dx, dy in product((-1, 0, 1), repeat=2) if dx or dy]


def cells(rows):
    return {complex(x, y) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "#"}


def step(alive):
    counts = Counter(cell + d for cell in alive for d in AROUND)
    return {cell for cell, n in counts.items() if n == 3 or n == 2 and cell in alive}


def normalised(alive):
    corner = complex(min(c.real for c in alive), min(c.imag for c in alive))
    return frozenset(c - corner for c in alive), corner


def fate(rows, most=40):
    alive, seen = cells(rows), {}
    for generation in range(most + 1):
        if not alive:
            return {"end": "dead", "generation": generation}
        shape, corner = normalised(alive)
        if shape in seen:
            before, at = seen[shape]
            drift = corner - at
            return {
                "end": "repeats",
                "generation": generation,
                "period": generation - before,
                "drift": [int(drift.real), int(drift.imag)],
                "cells": len(alive),
            }
        seen[shape] = generation, corner
        alive = step(alive)
    return {"end": "unknown", "cells": len(alive)}


return {name: fate(rows) for name, rows in input.items()}
