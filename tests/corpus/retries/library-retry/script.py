from collections import Counter

tries = Counter(delete=0, logs=0)
attempts = 0


async def start():
    global attempts
    attempts += 1
    return await tools.jobs.start(kind="report")


job = await toolgate.retry(start, delay=0.001)


class NotDone(Exception):
    pass


async def poll():
    status = await tools.jobs.status(id=job["id"])
    if status["state"] != "done":
        raise NotDone(status["state"])
    return status


# "not done yet" is an error that `when` accepts
done = await toolgate.retry(poll, times=5, delay=0.001, factor=1, when=lambda e: isinstance(e, NotDone))


def counted(name):
    tries[name] += 1
    return tools.jobs[name](id=job["id"])


async def outcome(name, **options):
    try:
        await toolgate.retry(lambda: counted(name), delay=0.001, **options)
        return "fine"
    except ToolError as e:
        return f"{e.kind}: {e.message}"


deleted = await outcome("delete")
logs = await outcome("logs", times=4)

return {"attempts": attempts, "output": done["output"], "deleted": deleted, "logs": logs, "tries": tries}
