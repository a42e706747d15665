class Connection:
    async def __aenter__(self):
        print("open")
        return self

    async def __aexit__(self, *_):
        await tools.shop.echo(close=1)
        print("closed")


async def listen():
    async with Connection():
        await asyncio.sleep(50)


async def notify():
    print("notified")
    await asyncio.sleep(50)


async def main():
    asyncio.create_task(listen())
    await asyncio.sleep(0.01)
    asyncio.create_task(notify())
    return "ok"


asyncio.run(main())
