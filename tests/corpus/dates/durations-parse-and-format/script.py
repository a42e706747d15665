import json
import re

# Durations as people write them ("1h 30m", "90s") and as ISO 8601 ("PT1H30M") to seconds and back.
UNITS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}
ISO = re.compile(r"p(?:(\d+)w)?(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)?")
CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
WORDS = re.compile(r"(\d+(?:\.\d+)?)\s*(w|d|h|m|s)[a-z]*")


def parse_duration(text):
    trimmed = text.strip().lower()
    if len(trimmed) > 1 and (match := ISO.fullmatch(trimmed)):
        return sum(int(n or 0) * size for n, size in zip(match.groups(), UNITS.values()))
    if match := CLOCK.fullmatch(trimmed):
        a, b, c = match.groups()
        return int(a) * 60 + int(b) if c is None else int(a) * 3600 + int(b) * 60 + int(c)
    total = sum(float(n) * UNITS[unit] for n, unit in WORDS.findall(trimmed))
    if WORDS.sub("", trimmed).strip() or not total:
        raise ValueError(f"not a duration: {json.dumps(text)}")
    return total


def format_duration(seconds):
    parts = []
    for unit, size in UNITS.items():
        n, seconds = divmod(seconds, size)
        if n:
            parts.append(f"{int(n)}{unit}")
    return " ".join(parts) or "0s"


rows = []
for text in input:
    try:
        seconds = parse_duration(text)
    except ValueError as e:
        rows.append({"text": text, "error": str(e)})
    else:
        rows.append({"text": text, "seconds": seconds, "pretty": format_duration(seconds)})

return {"rows": rows, "total": format_duration(sum(row.get("seconds", 0) for row in rows))}
