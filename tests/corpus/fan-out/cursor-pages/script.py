from collections import defaultdict

issues, fetched, pages = {}, 0, 0
params = {"state": "open", "per_page": 2}

while pages < 50:
    page = await tools.issues.list(params)
    pages += 1
    fetched += len(page["items"])
    issues.update((issue["n"], issue) for issue in page["items"])
    if not (cursor := page.get("next")):
        break
    params["cursor"] = cursor
else:
    raise RuntimeError("too many pages")

labels = defaultdict(list)
for number, issue in issues.items():
    for label in issue["labels"] or ["unlabelled"]:
        labels[label].append(number)

{"pages": pages, "fetched": fetched, "unique": len(issues), "labels": labels}
