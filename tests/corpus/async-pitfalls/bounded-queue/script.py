import asyncio

# Producer and consumers around a queue that is never longer than two.
END = object()


async def main(input):
    queue = asyncio.Queue(maxsize=2)
    done, longest = [], 0

    async def producer():
        nonlocal longest
        for page in range(1, 4):
            for url in (await tools.crawl.page(page=page))["urls"]:
                await queue.put(url)
                longest = max(longest, queue.qsize())
        for _ in range(2):
            await queue.put(END)

    async def consumer():
        handled = 0
        while (url := await queue.get()) is not END:
            answer = await tools.crawl.fetch(url=url)
            done.append([url, answer["bytes"]])
            handled += 1
            queue.task_done()
        return handled

    _, *handled = await asyncio.gather(producer(), consumer(), consumer())
    return {"done": sorted(done), "handled": sum(handled), "longest": longest, "bytes": sum(b for _, b in done)}
