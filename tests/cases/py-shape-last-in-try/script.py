import asyncio

async def main():
    return "done"

try:
    asyncio.run(main())
except KeyboardInterrupt:
    pass
