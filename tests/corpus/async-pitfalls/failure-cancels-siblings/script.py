import asyncio

# The first failure ends the others, and each of them cleans up after itself.
log = []


async def worker(name, ms):
    log.append(f"{name} starts")
    try:
        await asyncio.sleep(ms / 1000)
        if name == "bad":
            raise RuntimeError("bad failed")
        log.append(f"{name} done")
        return name
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        raise
    finally:
        log.append(f"{name} cleaned up")


message = None
try:
    async with asyncio.TaskGroup() as group:
        group.create_task(worker("quick", 5))
        group.create_task(worker("bad", 30))
        group.create_task(worker("slow", 10000))
except* RuntimeError as errors:
    [error] = errors.exceptions
    message = str(error)
log.append("after")
return {"message": message, "log": log}
