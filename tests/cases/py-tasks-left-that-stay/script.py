async def stays():
    while True:
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass


asyncio.create_task(stays())
await asyncio.sleep(0)
raise ValueError("x")
