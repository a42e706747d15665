import datetime, time
now = datetime.datetime.now(datetime.timezone.utc)
return [now.year >= 2024, abs(now.timestamp() - time.time()) < 5, time.tzname[0], time.localtime().tm_zone]
