from datetime import date, timedelta

# Count and add business days, skipping weekends and the holidays that the HR tool knows.
answer = await tools.hr.holidays(country=input["country"], year=2024)
closed = {date.fromisoformat(h["date"]) for h in answer["holidays"]}


def is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in closed


def add_business_days(start: date, count: int) -> date:
    step = timedelta(days=-1 if count < 0 else 1)
    current, left = start, abs(count)
    while left:
        current += step
        if is_business_day(current):
            left -= 1
    return current


def business_days_between(start: date, end: date) -> int:
    days = (end - start).days
    return sum(is_business_day(start + timedelta(days=n)) for n in range(days))


return {
    "between": [business_days_between(date.fromisoformat(a), date.fromisoformat(b)) for a, b in input["ranges"]],
    "due": {
        task["name"]: add_business_days(date.fromisoformat(task["start"]), task["days"]).isoformat()
        for task in input["tasks"]
    },
}
