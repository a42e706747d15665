from collections import Counter
from datetime import date, datetime, timedelta, timezone


async def events():
    cursor = None
    while True:
        page = await tools.events.list(**({"cursor": cursor} if cursor else {}))
        for item in page["items"]:
            yield item
        cursor = page.get("next")
        if not cursor:
            return


def day_of(at) -> date:
    # epoch milliseconds or ISO text
    if isinstance(at, int):
        return datetime.fromtimestamp(at / 1000, tz=timezone.utc).date()
    return datetime.fromisoformat(at).astimezone(timezone.utc).date()


per_day = Counter([day_of(event["at"]) async for event in events()])
first, last = min(per_day), max(per_day)
filled = [(first + timedelta(n), per_day[first + timedelta(n)]) for n in range((last - first).days + 1)]
quiet = [day.isoformat() for day, count in filled if not count]
print(len(filled), "days,", len(quiet), "quiet")
busiest = max(filled, key=lambda row: row[1])

return {
    "days": len(filled),
    "quiet": quiet,
    "busiest": {"day": busiest[0].isoformat(), "count": busiest[1]},
    "chart": [f"{day:%m-%d} {'#' * count}".rstrip() for day, count in filled],
}
