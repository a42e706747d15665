import asyncio


async def main():
    await asyncio.sleep(0)
    return 5


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
before = [loop.is_running(), loop.is_closed(), loop is asyncio.get_running_loop()]
try:
    answer = loop.run_until_complete(loop.create_task(main()))
finally:
    loop.close()
coroutine = main()
try:
    loop.create_task(coroutine)
except RuntimeError as error:
    closed = str(error)
coroutine.close()
selector = isinstance(asyncio.SelectorEventLoop(), asyncio.AbstractEventLoop)
[answer, before, loop.is_closed(), closed, selector, asyncio.get_event_loop() is asyncio.get_running_loop()]
