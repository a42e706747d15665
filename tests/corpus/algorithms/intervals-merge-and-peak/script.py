import heapq
from itertools import accumulate, pairwise


def merge(ranges):
    merged = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return merged


def peak(ranges):
    points = sorted([(start, 1) for start, _ in ranges] + [(end, -1) for _, end in ranges])
    # (at, -1) sorts before (at, 1): ends before starts
    running = list(accumulate(by for _, by in points))
    count = max(running)
    return {"count": count, "at": points[running.index(count)][0]}


def rooms_needed(ranges):
    ends = []
    for start, end in sorted(ranges):
        if ends and ends[0] <= start:
            heapq.heapreplace(ends, end)
        else:
            heapq.heappush(ends, end)
    return len(ends)


# Merges bookings, finds gaps, and sweeps for the moment with most of them at once.
merged = merge(input)
result = {
    "merged": merged,
    "gaps": [[a[1], b[0]] for a, b in pairwise(merged)],
    "covered": sum(b - a for a, b in merged),
    "peak": peak(input),
    "rooms": rooms_needed(input),
    "untouched": input[0],
}
