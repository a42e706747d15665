async def try_mirror(host, file):
    return {"host": host, **await tools.mirror.download(host=host, file=file)}


def download(file):
    return toolgate.first([try_mirror(host, file) for host in input])


a = await download("a.iso")
try:
    b = await download("b.iso")
except* ToolError as group:
    b = {
        "failed": sorted(e.message for e in group.exceptions),
        "kinds": sorted({e.kind for e in group.exceptions}),
    }
{"a": a, "b": b}
