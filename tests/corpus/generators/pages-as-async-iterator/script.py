from collections import Counter

# All pages as one stream, with as few calls as the consumer needs.
calls = 0


async def list_issues(**query):
    global calls
    while True:
        calls += 1
        page = await tools.tracker.issues(query)
        for item in page["items"]:
            yield item
        if not page.get("next"):
            break
        query["cursor"] = page["next"]


async def find(stream, test):
    async for x in stream:
        if test(x):
            return x


blocker = await find(list_issues(state="open"), lambda i: "blocker" in i["labels"])
calls_for_blocker = calls
everything = [issue async for issue in list_issues(state="open")]
calls_for_all = calls - calls_for_blocker
missing = await find(list_issues(state="wontfix"), lambda _: True)

result = {
    "blocker": blocker["id"],
    "callsForBlocker": calls_for_blocker,
    "ids": [issue["id"] for issue in everything],
    "callsForAll": calls_for_all,
    "counts": Counter(label for issue in everything for label in issue["labels"]),
    "missing": missing,
    "calls": calls,
}
