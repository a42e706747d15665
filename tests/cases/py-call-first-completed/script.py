calls = {asyncio.create_task(tools.shop.slow()): "slow", asyncio.create_task(tools.shop.never()): "never"}
done, pending = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
for task in pending:
    task.cancel()
gone = await asyncio.gather(*pending, return_exceptions=True)
return [[calls[task] for task in done], [type(error).__name__ for error in gone]]
