await asyncio.sleep(1000)
