async def main():
    await asyncio.sleep(0)
    return "once"

await main()
