semaphore = asyncio.Semaphore(input["limit"])
running = peak = 0


async def resize(id):
    global running, peak
    async with semaphore:
        running += 1
        peak = max(peak, running)
        try:
            answer = await tools.images.resize(id=id, width=100)
            return {"id": id, "ok": answer["ok"]}
        except ToolError as e:
            return {"id": id, "ok": False, "why": e.message}
        finally:
            running -= 1


results = await asyncio.gather(*(resize(id) for id in input["ids"]))
return {
    "peak": peak,
    "running": running,
    "done": sum(r["ok"] for r in results),
    "failed": [r for r in results if not r["ok"]],
}
