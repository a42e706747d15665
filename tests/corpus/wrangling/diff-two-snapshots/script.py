async def load(version):
    return {row["key"]: row["value"] for row in await tools.config.snapshot(version=version)}


old, new = await asyncio.gather(load(41), load(42))

changed = {}
for key in old.keys() & new.keys():
    fields = {
        field: {"was": old[key].get(field), "is": new[key].get(field)}
        for field in old[key].keys() | new[key].keys()
        if old[key].get(field) != new[key].get(field)
    }
    if fields:
        changed[key] = fields

{
    "added": sorted(new.keys() - old.keys()),
    "removed": sorted(old.keys() - new.keys()),
    "changed": changed,
    "unchanged": len(old.keys() & new.keys()) - len(changed),
}
