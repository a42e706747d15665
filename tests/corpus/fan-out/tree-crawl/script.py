import posixpath


async def walk(path):
    try:
        children = await tools.drive.children(path=path)
    except ToolDenied:
        return {"path": path, "bytes": 0, "files": 0, "depth": 1, "denied": [path]}

    files = [c for c in children if not c["dir"]]
    inner = await asyncio.gather(*(walk(posixpath.join(path, c["name"])) for c in children if c["dir"]))
    summary = {
        "path": path,
        "bytes": sum(f["bytes"] for f in files) + sum(i["bytes"] for i in inner),
        "files": len(files) + sum(i["files"] for i in inner),
        "depth": 1 + max((i["depth"] for i in inner), default=0),
        "denied": [path for i in inner for path in i["denied"]],
    }
    if inner:
        summary["dirs"] = [{"path": i["path"], "bytes": i["bytes"]} for i in inner]
    return summary


result = await walk("/")
