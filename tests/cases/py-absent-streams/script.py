import asyncio
reader, writer = await asyncio.open_connection("example.com", 80)
