from collections import Counter

commits = await tools.git.commits(branch="main", limit=6)
lookups: dict = {}


async def fetch_user(id):
    try:
        return await tools.git.user(id=id)
    except ToolError as error:
        return {"login": f"ghost ({error})"}


def user(id):
    # The task is cached, not the value: it can be awaited by many
    if id not in lookups:
        lookups[id] = asyncio.create_task(fetch_user(id))
    return lookups[id]


async def name(commit):
    return {"sha": commit["sha"], "by": (await user(commit["author"]))["login"]}


async def main():
    named = await asyncio.gather(*map(name, commits))
    return {"named": named, "counts": Counter(row["by"] for row in named), "calls": len(lookups)}


await main()
