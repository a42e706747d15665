import asyncio

async def main():
    return 5

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
try:
    answer = loop.run_until_complete(main())
finally:
    loop.close()
answer
