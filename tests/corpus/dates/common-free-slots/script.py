from datetime import datetime, timedelta

# When can everybody meet? Free/busy of each person, then the gaps that are long enough.
need = timedelta(minutes=input["minutes"])


def parse(text):
    return datetime.fromisoformat(text)


def text(moment):
    return f"{moment:%Y-%m-%dT%H:%MZ}"


async def busy_of(person):
    answer = await tools.calendar.busy({"person": person, "day": input["day"]})
    return [(parse(b["start"]), parse(b["end"])) for b in answer["busy"]]


busy = sorted(sum(await asyncio.gather(*[busy_of(p) for p in input["people"]]), []))

slots = []
free = parse(input["from"])
for start, end in busy + [(parse(input["to"]),) * 2]:
    if start - free >= need:
        slots.append((free, start))
    free = max(free, end)

[{"start": text(a), "end": text(b), "minutes": (b - a) // timedelta(minutes=1)} for a, b in slots]
