from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

berlin = datetime(2024, 7, 1, 12, tzinfo=timezone.utc).astimezone(ZoneInfo("Europe/Berlin"))
before = datetime(2024, 3, 10, 1, 30, tzinfo=ZoneInfo("America/New_York"))
try:
    ZoneInfo("Mars/Olympus")
except ZoneInfoNotFoundError:
    missing = True
return [berlin.isoformat(), (before + timedelta(hours=24)).isoformat(), missing, "Asia/Tokyo" in available_timezones()]
