import asyncio
process = await asyncio.create_subprocess_shell("ls")
