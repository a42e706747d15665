# The classic: tasks are started in a loop, and the list is read before any of them has run.
import asyncio

users = await tools.crm.users()
totals = []


async def add(user):
    answer = await tools.crm.spent(id=user["id"])
    totals.append({"name": user["name"], "spent": answer["spent"]})
    return totals[-1]


tasks = [asyncio.create_task(add(user)) for user in users]
too_early = len(totals)


# the repair: wait for all of them
async def fetch(user):
    return {"name": user["name"], "spent": (await tools.crm.spent(id=user["id"]))["spent"]}


proper = await asyncio.gather(*map(fetch, users))
return {
    "tooEarly": too_early,
    "total": sum(p["spent"] for p in proper),
    "names": [p["name"] for p in proper],
}
