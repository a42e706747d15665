x = 1
await asyncio.Future()
