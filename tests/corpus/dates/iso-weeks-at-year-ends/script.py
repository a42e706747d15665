from datetime import date


async def main(input):
    labels = []
    for text in input["dates"]:
        year, week, weekday = date.fromisoformat(text).isocalendar()
        labels.append(f"{text} -> {year}-W{week:02}-{weekday}")

    mondays = [date.fromisocalendar(y, w, 1).isoformat() for y, w in input["weeks"]]
    # years of 53 weeks: those whose 28 December is in week 53
    long = [y for y in range(2000, 2031) if date(y, 12, 28).isocalendar().week == 53]
    return {"labels": labels, "mondays": mondays, "long": long}
