queue = asyncio.Queue()
seen = []

async def worker():
    while True:
        n = await queue.get()
        seen.append(await tools.shop.echo(n=n))
        queue.task_done()

workers = [asyncio.create_task(worker()) for _ in range(3)]
for n in range(6):
    queue.put_nowait(n)
await queue.join()
for task in workers:
    task.cancel()
return sorted(item["n"] for item in seen)
