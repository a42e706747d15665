import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """Adds months, and stays inside of the target month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return day.replace(year=year, month=month0 + 1, day=min(day.day, last))


def schedule(start, every, count):
    return [add_months(start, every * i) for i in range(count)]


def chained(start, count):
    # What a naive chain of "one month later" does: the 31st is lost on the way.
    out = [start]
    while len(out) < count:
        out.append(add_months(out[-1], 1))
    return out


def texts(days):
    return [str(day) for day in days]


result = {
    "monthly": texts(schedule(date(2024, 1, 31), 1, 5)),
    "chained": texts(chained(date(2024, 1, 31), 5)),
    "quarterly": texts(schedule(date(2023, 11, 30), 3, 4)),
    "back": texts([add_months(date(2024, 3, 31), -1), add_months(date(2024, 1, 15), -13), add_months(date(2000, 2, 29), 1200)]),
    "leap": [y for y in (1900, 2000, 2023, 2024) if calendar.isleap(y)],
}
