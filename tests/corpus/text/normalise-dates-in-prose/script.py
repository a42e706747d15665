import calendar
import re

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
NAME = "|".join(rf"{name}[a-z]*" for name in MONTHS)
PATTERNS = [
    rf"(?P<day>\d{{1,2}}) (?P<month>{NAME})\.? (?P<year>\d{{4}})",
    rf"(?P<month>{NAME})\.? (?P<day>\d{{1,2}}), (?P<year>\d{{4}})",
    r"\b(?P<month>0?[1-9]|1[0-2])/(?P<day>\d{1,2})/(?P<year>\d{4})",
    r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b",
]

found = []
for pattern in PATTERNS:
    for match in re.finditer(pattern, input, re.IGNORECASE):
        year, month, day = match.group("year", "month", "day")
        number = int(month) if month.isdigit() else MONTHS[month[:3].lower()]
        found.append({"match": match[0], "date": f"{year}-{number:02}-{int(day):02d}", "at": match.start()})
found.sort(key=lambda f: f["at"])

# from the end, so that positions stay right
text = input
for f in reversed(found):
    text = text[: f["at"]] + f["date"] + text[f["at"] + len(f["match"]) :]

return {"text": text, "found": found}
