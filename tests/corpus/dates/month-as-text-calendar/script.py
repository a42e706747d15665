import calendar


class Month:
    """Draws a month like `cal` does, weeks from Monday."""

    def __init__(self, year, month):
        self.year, self.month = year, month

    @property
    def weeks(self):
        return calendar.Calendar(firstweekday=calendar.MONDAY).monthdayscalendar(self.year, self.month)

    def __str__(self):
        title = f"{calendar.month_name[self.month]} {self.year}"
        lines = [" ".join(f"{d:2}" if d else "  " for d in week).rstrip() for week in self.weeks]
        return "\n".join([" " * ((20 - len(title)) // 2) + title, "Mo Tu We Th Fr Sa Su", *lines])


months = [Month(2024, 2), Month(2021, 2), Month(2023, 10)]
for month in months:
    print(month)
return {"text": str(months[0]), "weeks": [len(m.weeks) for m in months], "grid": months[1].weeks}
