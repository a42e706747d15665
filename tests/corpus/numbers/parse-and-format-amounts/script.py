import math
import re

# Numbers as people write them, and as people want to read them.
SUFFIX = {"k": 1e3, "m": 1e6, "b": 1e9, "%": 0.01}


def parse(text):
    s = re.sub(r"[$€£\s_]", "", text.strip().lower())
    negative = bool(re.fullmatch(r"\(.*\)", s)) or s.endswith("-")
    s = re.sub(r"^\(|\)$|-$", "", s)
    factor = 1
    if s[-1:] in SUFFIX:
        s, factor = s[:-1], SUFFIX[s[-1]]
    if re.search(r",\d{1,2}$", s) or re.search(r"\.\d{3},", s):
        s = s.replace(".", "").replace(",", ".", 1)
    else:
        s = s.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", s):
        return None
    n = float(s) * factor
    return -n if negative else n


def short(n):
    for size, unit in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(n) >= size:
            return f"{n / size:.1f}{unit}"
    return f"{n}"


def size(n):
    units = ["B", "KiB", "MiB", "GiB"]
    i = min(len(units) - 1, math.floor(math.log2(n or 1) / 10))
    return f"{n / 1024**i:.{1 if i else 0}f} {units[i]}"


def ordinal(n):
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


parsed = [parse(text) for text in input]
return {
    "parsed": parsed,
    "grouped": ["?" if n is None else f"{n:,.2f}" for n in parsed],
    "short": [short(n) for n in (999, 1500, -2350000, 7.26e9)],
    "bytes": [size(n) for n in (0, 1023, 1024, 1536, 5 * 1024**2, 3.5 * 1024**3)],
    "ordinals": " ".join(map(ordinal, [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003])),
    "padded": [f"|{n:04}|{n:<4}|" for n in (5, 42, 12345)],
}
