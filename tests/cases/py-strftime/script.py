import time
from datetime import date, datetime

late = datetime(2024, 1, 2, 15, 4, 5)
early = datetime(2024, 1, 2, 3, 4)
[
    late.strftime("%l:%M %P"),
    early.strftime("%k|%-l|%0l|%P"),
    late.strftime("%^a %^B %#p %%P"),
    late.strftime("%Q %v %N: %j"),
    f"{late:%A, %-d %b %Y at %-I:%M %p}",
    date(2024, 1, 2).strftime("%l %k"),
    time.strftime("%P %Y-%m-%d", (2024, 5, 6, 7, 8, 9, 0, 1, -1)),
    late.strftime(""),
    late.strftime("100%"),
    late.strftime("%Ey %P"),
]
