import re
from itertools import groupby

# Consecutive groups: run-length encoding, sessions by pauses, ranges of page numbers.


def encode(text):
    return "".join(f"{n if n > 1 else ''}{c}" for c, group in groupby(text) if (n := len(list(group))))


def decode(text):
    return re.sub(r"(\d+)(\D)", lambda m: int(m[1]) * m[2], text)


def sessions(times, pause):
    current = []
    for t in times:
        if current and t - current[-1] > pause:
            yield current
            current = []
        current.append(t)
    if current:
        yield current


def pages(numbers):
    parts = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [n for _, n in group]
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)
    return ",".join(parts)


text = "aaabccddddde🙂🙂"
weather = []
for sky, days in groupby(input["weather"], key=lambda w: w["sky"]):
    days = list(days)  # the group is gone with the next one
    weather.append((sky, len(days), max(d["max"] for d in days)))

return {
    "encoded": encode(text),
    "same": decode(encode(text)) == text,
    "sessions": [[s[0], len(s), s[-1] - s[0]] for s in sessions(input["clicks"], 30)],
    "pages": pages([1, 2, 3, 5, 7, 8, 10, 11, 12, 13]),
    "weather": weather,
    "longest": max(weather, key=lambda w: w[1])[0],
}
