from collections import deque
from itertools import accumulate, pairwise
from statistics import fmean, median

values, window = input["values"], input["window"]


def windows(items, size):
    recent = deque(maxlen=size)
    for item in items:
        recent.append(item)
        if len(recent) == size:
            yield tuple(recent)


means = [round(fmean(w), 3) for w in windows(values, window)]
result = {
    "mean": means,
    "median": [median(w) for w in windows(values, window)],
    "max": [max(w) for w in windows(values, window)],
    "running": list(accumulate(values)),
    "change": [b - a for a, b in pairwise(values)],
    "spikes": [i for i, v in enumerate(values) if i >= window and v > 2 * means[i - window]],
}
