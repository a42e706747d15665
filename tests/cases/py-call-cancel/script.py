task = asyncio.create_task(tools.shop.never())
await asyncio.sleep(0.01)
task.cancel("no longer needed")
try:
    await task
except asyncio.CancelledError as error:
    seen = str(error)
call = tools.shop.never()
call.cancel()
return [seen, call.cancelled(), task.cancelled()]
