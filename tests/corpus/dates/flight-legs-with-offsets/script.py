from datetime import datetime, timedelta, timezone
from itertools import pairwise

# Local times with offsets: how long is each leg, how long the layover, and which local date does one arrive on?
legs = [
    leg | {"dep": datetime.fromisoformat(leg["departs"]), "arr": datetime.fromisoformat(leg["arrives"])}
    for leg in input["legs"]
]


def hm(delta: timedelta) -> str:
    hours, minutes = divmod(round(delta.total_seconds() / 60), 60)
    return f"{hours}h{minutes:02d}"


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def describe(leg):
    shift = (leg["arr"].date() - leg["dep"].date()).days
    return f"{leg['from']}-{leg['to']} {hm(leg['arr'] - leg['dep'])}" + (f" {shift:+d}d" if shift else "")


layovers = []
for before, after in pairwise(legs):
    wait = after["dep"] - before["arr"]
    layovers.append({"at": after["from"], "wait": hm(wait), "ok": wait >= timedelta(minutes=45)})

{
    "legs": [describe(leg) for leg in legs],
    "layovers": layovers,
    "flown": hm(sum((leg["arr"] - leg["dep"] for leg in legs), timedelta())),
    "total": hm(legs[-1]["arr"] - legs[0]["dep"]),
    "utc": [utc(legs[0]["dep"]), utc(legs[-1]["arr"])],
}
