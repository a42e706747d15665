raise asyncio.CancelledError("enough")
