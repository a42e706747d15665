import asyncio

# Nobody waits for the audit log, and it fails: the job goes on, and its result counts.
errors, background_tasks = [], set()


def audit(event):
    tools.audit.write(event=event)  # no await, no except


def background(awaitable):
    task = asyncio.ensure_future(awaitable)
    background_tasks.add(task)

    def finished(task):
        background_tasks.discard(task)
        if error := task.exception():
            errors.append(str(error))

    task.add_done_callback(finished)


async def own():
    raise RuntimeError("own")


async def unseen():
    await asyncio.sleep(0.001)
    raise RuntimeError("nobody sees this one")


audit("start")
background(tools.audit.write(event="middle"))
background(own())
forgotten = asyncio.create_task(unseen())

orders = await tools.shop.orders()
while background_tasks:
    await asyncio.wait(background_tasks)
audit("end")
return {"orders": len(orders), "errors": sorted(errors), "running": len(background_tasks)}
