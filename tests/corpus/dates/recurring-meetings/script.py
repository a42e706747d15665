from collections import defaultdict
from datetime import date, timedelta

# Expands recurrence rules between two dates: weekly, every n days, and the nth weekday of a month.
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def days(start, end):
    while start <= end:
        yield start
        start += timedelta(days=1)


def fits(rule, day):
    match rule:
        case {"kind": "weekly", "on": on}:
            return WEEKDAYS[day.weekday()] in on
        case {"kind": "every", "start": start, "days": n}:
            return (day - date.fromisoformat(start)).days % n == 0
        case {"kind": "nth", "on": on, "nth": -1}:
            return WEEKDAYS[day.weekday()] == on and (day + timedelta(weeks=1)).month != day.month
        case {"kind": "nth", "on": on, "nth": nth}:
            return WEEKDAYS[day.weekday()] == on and (day.day + 6) // 7 == nth
        case {"kind": other}:
            raise LookupError(f"no rule {other}")


def main(input):
    calendar = defaultdict(list)
    for meeting in input["meetings"]:
        skipped = set(meeting.get("except", ()))
        try:
            for day in days(date.fromisoformat(input["from"]), date.fromisoformat(input["to"])):
                if fits(meeting["rule"], day) and str(day) not in skipped:
                    calendar[str(day)].append(meeting["name"])
        except LookupError as problem:
            calendar["errors"].append(f"{meeting['name']}: {problem}")
    return calendar
