import asyncio


async def double(n):
    return 2 * n


any(asyncio.run(double(n)) for n in range(3))
