import asyncio
import calendar
from datetime import date, timedelta

# Overdue invoices in buckets, with each customer's own payment terms looked up once.
AS_OF = date(2024, 6, 30)
cache: dict[str, asyncio.Task] = {}


async def fetch_terms(customer):
    try:
        return await tools.crm.terms(customer=customer)
    except ToolError as e:
        if e.kind != "failed":
            raise
        return {"net": 30}


def terms_of(customer):
    if customer not in cache:
        cache[customer] = asyncio.create_task(fetch_terms(customer))
    return cache[customer]


def due(issued, terms):
    day = date.fromisoformat(issued) + timedelta(days=terms["net"])
    if terms.get("endOfMonth"):
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


async def age(invoice):
    day = due(invoice["issued"], await terms_of(invoice["customer"]))
    return invoice, day, (AS_OF - day).days


buckets = dict.fromkeys(["current", "1-30", "31-60", "61+"], 0)
late = []
for invoice, day, days in await asyncio.gather(*map(age, await tools.billing.invoices(status="unpaid"))):
    if days <= 0:
        bucket = "current"
    elif days <= 30:
        bucket = "1-30"
    elif days <= 60:
        bucket = "31-60"
    else:
        bucket = "61+"
    buckets[bucket] += invoice["cents"]
    if days > 0:
        late.append({"id": invoice["id"], "due": day.isoformat(), "days": days})

late.sort(key=lambda row: row["days"], reverse=True)
return {"buckets": buckets, "late": late, "lookups": len(cache)}
