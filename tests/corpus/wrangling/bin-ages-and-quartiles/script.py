import bisect
import statistics
from collections import Counter


def parse(value):
    try:
        age = int(value)
    except (TypeError, ValueError):
        return None
    return age if age >= 0 else None


ages = [age for age in map(parse, input) if age is not None]
edges = [0, 18, 25, 40, 65]
labels = [f"{low}-{high - 1}" for low, high in zip(edges, edges[1:])] + [f"{edges[-1]}+"]

counts = Counter(labels[bisect.bisect_right(edges, age) - 1] for age in ages)
bins = {label: counts[label] for label in labels}
chart = "\n".join(f"{label:>5} {'#' * n}" for label, n in bins.items())
print(chart)

{
    "bins": bins,
    "quartiles": statistics.quantiles(ages, n=4, method="inclusive"),
    "stdev": round(statistics.stdev(ages), 3),
    "chart": chart,
    "rejected": len(input) - len(ages),
}
