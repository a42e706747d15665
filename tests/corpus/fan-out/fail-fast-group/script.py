done = {}
stopped = []
running = {}


async def deploy(region):
    try:
        if region == "us":  # after asia
            await running["asia"]
        id = await tools.deploy.start(region=region)
        while await tools.deploy.status(id=id) != "live":
            pass
        done[region] = id
    except asyncio.CancelledError:
        stopped.append(region)
        raise


failure = None
try:
    async with asyncio.TaskGroup() as group:
        for region in input:
            running[region] = group.create_task(deploy(region), name=region)
except* ToolDenied as denied:
    [error] = denied.exceptions
    failure = {"kind": error.kind, "tool": error.tool, "until": error.data["until"]}

assert running["eu"].cancelled()
rolled_back = {}
if failure:
    for region, id in done.items():
        rolled_back[region] = await tools.deploy.rollback(id=id)

{"failure": failure, "finished": list(done), "stopped": stopped, "rolledBack": rolled_back}
