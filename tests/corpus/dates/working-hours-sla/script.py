import asyncio
import math
from datetime import datetime, time, timedelta, timezone

# Ticket age in working hours (Mon-Fri, 9 to 17 UTC), and which ones broke their SLA.
OPEN, CLOSE = time(9, tzinfo=timezone.utc), time(17, tzinfo=timezone.utc)


def working_hours(start: datetime, end: datetime) -> float:
    total = timedelta()
    day = start.date()
    while day <= end.date():
        if day.isoweekday() <= 5:
            a = max(start, datetime.combine(day, OPEN))
            b = min(end, datetime.combine(day, CLOSE))
            total += max(b - a, timedelta(0))
        day += timedelta(days=1)
    return total / timedelta(hours=1)


async def main(input):
    async with asyncio.TaskGroup() as group:
        tickets = group.create_task(tools.desk.tickets(state="all"))
        slas = group.create_task(tools.desk.slas())
    limits = {s["priority"]: s["hours"] for s in slas.result()}
    now = datetime.fromisoformat(input["now"])
    report = []
    for ticket in tickets.result():
        closed = ticket["closed"]
        hours = working_hours(datetime.fromisoformat(ticket["opened"]), datetime.fromisoformat(closed) if closed else now)
        allowed = limits.get(ticket["priority"], math.inf)
        status = "breached" if hours > allowed else "met" if closed else "open"
        left = None if closed or math.isinf(allowed) else max(0, allowed - hours)
        report.append({"id": ticket["id"], "hours": round(hours, 2), "status": status, "left": left})
    return {"report": report, "breached": sum(r["status"] == "breached" for r in report)}
