import re
from datetime import datetime, timedelta

# The next runs of cron expressions. Fields: minute hour day month weekday.
RANGES = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]


class BadField(Exception):
    pass


def field(text, low, high):
    values = set()
    for part in text.split(","):
        m = re.fullmatch(r"(\*|(\d+)(?:-(\d+))?)(?:/(\d+))?", part)
        if not m:
            raise BadField(f"syntax: bad field {text}")
        whole, first, last, step = m.groups()
        if whole == "*":
            a, b = low, high
        else:
            a = int(first)
            b = int(last) if last else (high if step else a)
        if a < low or b > high:
            raise BadField(f"range: {part} is not within {low}-{high}")
        values |= set(range(a, b + 1, int(step or 1)))
    return values


def upcoming(expression, after):
    minute, hour, day, month, weekday = (field(t, *r) for t, r in zip(expression.split(), RANGES))
    at = after.replace(second=0, microsecond=0)
    while True:
        at += timedelta(minutes=1)
        if at.month not in month or at.day not in day or at.isoweekday() % 7 not in weekday:
            at = at.replace(hour=23, minute=59)  # nothing more today
        elif at.hour in hour and at.minute in minute:
            yield at.isoformat(timespec="minutes")


out = {}
for name, expression in input["jobs"].items():
    try:
        runs = upcoming(expression, datetime.fromisoformat(input["after"]).replace(tzinfo=None))
        out[name] = [next(runs) for _ in range(3)]
    except BadField as e:
        out[name] = str(e)
out
