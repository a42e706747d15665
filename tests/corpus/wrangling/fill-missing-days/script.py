from datetime import date, timedelta

points = await tools.metrics.daily({"metric": input["metric"], "from": input["from"], "to": input["to"]})
known = {date.fromisoformat(p["day"]): p["value"] for p in points if p["value"] is not None}

start, end = (date.fromisoformat(input[key]) for key in ("from", "to"))
days = [start + timedelta(days=n) for n in range((end - start).days + 1)]

filled, last = [], None
for day in days:
    last = known.get(day, last)
    filled.append({"day": day, "weekday": f"{day:%a}", "value": last, "filled": day not in known})


def interpolate(day):
    if day in known:
        return known[day]
    before = max((d for d in known if d < day), default=None)
    after = min((d for d in known if d > day), default=None)
    if before is None or after is None:
        return None
    share = (day - before) / (after - before)
    return round(known[before] + (known[after] - known[before]) * share, 2)


return {"filled": filled, "interpolated": list(map(interpolate, days))}
