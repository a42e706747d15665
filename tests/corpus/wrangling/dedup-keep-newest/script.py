from datetime import datetime, timezone

rows = (await tools.crm.export())["rows"]


def instant(row):
    return datetime.fromisoformat(row["updated"]).astimezone(timezone.utc)


newest: dict[str, dict] = {}
anonymous = []
for row in rows:
    key = (row["email"] or "").strip().lower()
    if not key:
        anonymous.append(row["id"])
    elif key not in newest or instant(row) > instant(newest[key]):
        newest[key] = row

kept = [
    {"email": email, "id": row["id"], "plan": row["plan"], "updated": f"{instant(row):%Y-%m-%dT%H:%M:%SZ}"}
    for email, row in newest.items()
]
kept_ids = {k["id"] for k in kept} | set(anonymous)
return {"kept": kept, "dropped": [r["id"] for r in rows if r["id"] not in kept_ids], "anonymous": anonymous}
