done = {}
stopped = []


async def deploy(region):
    try:
        done[region] = await tools.deploy.start(region=region)
    except asyncio.CancelledError:
        stopped.append(region)
        raise


failure = None
try:
    async with asyncio.TaskGroup() as group:
        for region in input:
            group.create_task(deploy(region), name=region)
except* ToolDenied as denied:
    [error] = denied.exceptions
    failure = {"kind": error.kind, "tool": error.tool, "until": error.data["until"]}

assert stopped == ["eu"], stopped
rolled_back = {}
if failure:
    for region, id in done.items():
        rolled_back[region] = await tools.deploy.rollback(id=id)

{"failure": failure, "finished": list(done), "rolledBack": rolled_back}
