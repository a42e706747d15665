WORKERS = 2

queue = asyncio.Queue()
seen, sizes, errors = set(), {}, {}
handled = [0] * WORKERS


def enqueue(url):
    if url not in seen:
        seen.add(url)
        queue.put_nowait(url)


async def worker(number):
    while True:
        url = await queue.get()
        try:
            page = await tools.crawler.get(url=url)
            sizes[url] = page["size"]
            for link in page["links"]:
                enqueue(link)
        except ToolTimedOut as e:
            errors[url] = str(e)
        finally:
            handled[number] += 1
            queue.task_done()


for job in await tools.queue.jobs():
    enqueue(job["url"])

workers = [asyncio.create_task(worker(n)) for n in range(WORKERS)]
await queue.join()
for task in workers:
    task.cancel()
ends = await asyncio.gather(*workers, return_exceptions=True)
assert all(isinstance(end, asyncio.CancelledError) for end in ends)

{"sizes": sizes, "errors": errors, "handled": sum(handled), "everyoneWorked": all(handled)}
