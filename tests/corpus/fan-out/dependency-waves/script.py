from graphlib import TopologicalSorter

graph = input
sorter = TopologicalSorter(graph)
sorter.prepare()

results, order = {}, []
running = {}


async def build(target):
    needed = graph[target]
    missing = [n for n in needed if results[n]["status"] != "built"]
    if missing:
        return {"status": "skipped", "because": missing}
    started = max((results[n]["finished"] for n in needed), default=0)
    try:
        answer = await tools.build.run(target=target)
    except ToolFailed as e:
        return {"status": "failed", "message": e.message}
    order.append(target)
    return {"status": "built", "finished": started + answer["seconds"]}


while sorter.is_active():
    for target in sorter.get_ready():
        running[asyncio.create_task(build(target))] = target
    finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in finished:
        target = running.pop(task)
        results[target] = task.result()
        sorter.done(target)

valid = all(order.index(d) < order.index(t) for t in order for d in graph[t])
{
    "results": results,
    "valid": valid,
    "critical": max(r.get("finished", 0) for r in results.values()),
}
