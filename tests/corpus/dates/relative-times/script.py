import math
from datetime import datetime

# "3 hours ago", "in 2 days", as a feed shows them.
STEPS = [(60, "second"), (60, "minute"), (24, "hour"), (7, "day"), (4.345, "week"), (12, "month"), (math.inf, "year")]


def relative(at, now):
    amount = (at - now).total_seconds()
    if abs(amount) < 10:
        return "just now"
    for size, unit in STEPS:
        if abs(amount) < size:
            n = int(amount)
            words = f"{abs(n)} {unit}{'' if abs(n) == 1 else 's'}"
            return f"{words} ago" if n < 0 else f"in {words}"
        amount /= size


now = datetime.fromisoformat(input["now"])
result = [relative(datetime.fromisoformat(t), now) for t in input["times"]]
