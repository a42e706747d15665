async def quit_now():
    await asyncio.sleep(0)
    exit(3)

await asyncio.gather(quit_now(), asyncio.sleep(60))
