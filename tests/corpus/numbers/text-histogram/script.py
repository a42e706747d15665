import math
from collections import Counter
from itertools import accumulate

# Bins of equal width and bins by powers of two, drawn as text.
values = input["values"]


def bins(values, count):
    low, high = min(values), max(values)
    width = (high - low) / count or 1
    counts = Counter(min(count - 1, int((v - low) // width)) for v in values)
    return [(low + i * width, low + (i + 1) * width, counts[i]) for i in range(count)]


def draw(rows, width=10):
    most = max(n for *_, n in rows)
    labels = [f"[{a:.1f}, {b:.1f})" for a, b, _ in rows]
    pad = max(map(len, labels))
    for label, (*_, n) in zip(labels, rows):
        bar = "█" * math.floor(n / most * width + 0.5)
        yield f"{label:>{pad}} |{bar:·<{width}}| {n:2d}"


log2 = Counter(0 if v < 1 else 2 ** math.floor(math.log2(v)) for v in values)
cumulative = list(accumulate(n for *_, n in bins(values, 4)))
return {
    "drawn": list(draw(bins(values, 4))),
    "log2": log2,
    "cumulative": cumulative,
    "share": [f"{c / len(values):.1%}" for c in cumulative],
    "same": [n for *_, n in bins([3, 3, 3], 2)],
}
