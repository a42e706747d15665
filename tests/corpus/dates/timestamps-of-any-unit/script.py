import re
from datetime import datetime, timedelta, timezone

# Timestamps in seconds, milliseconds, microseconds or text, some of them broken.
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def to_moment(value):
    if isinstance(value, (int, float)):
        ms = value
        if abs(value) < 1e11:
            ms = value * 1000
        elif abs(value) >= 1e14:
            ms = value // 1000
        return EPOCH + timedelta(milliseconds=ms)
    if re.fullmatch(r"-?\d+", value):
        return to_moment(int(value))
    return datetime.fromisoformat(value)


def iso(moment):
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


seen = []
for value in input:
    try:
        seen.append(iso(to_moment(value)))
    except (ValueError, TypeError):
        seen.append(None)

moments = sorted(datetime.fromisoformat(s) for s in seen if s)
{
    "seen": seen,
    "invalid": [i for i, s in enumerate(seen) if s is None],
    "span": (moments[-1] - moments[0]).total_seconds(),
    "hours": [m.hour for m in moments],
}
