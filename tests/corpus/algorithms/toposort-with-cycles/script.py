from graphlib import CycleError, TopologicalSorter


def stages(deps):
    """Build order of packages in parallel stages, and the cycle where there is none."""
    waiting = {name: set(needs) for name, needs in deps.items()}
    for needs in deps.values():
        for name in needs:
            waiting.setdefault(name, set())
    order = []
    while ready := sorted(name for name, needs in waiting.items() if not needs):
        order.append(ready)
        for name in ready:
            del waiting[name]
        for needs in waiting.values():
            needs.difference_update(ready)
    return {"order": order, "cycle": find_cycle(waiting) if waiting else None}


def find_cycle(waiting):
    path, at = [], min(waiting)
    while at not in path:
        path.append(at)
        at = min(waiting[at])
    loop = path[path.index(at) :]
    least = loop.index(min(loop))
    return loop[least:] + loop[:least]


async def main(input):
    graphs = await asyncio.gather(*(tools.build.dependencies(project=p) for p in input["projects"]))
    answer = {}
    for project, graph in zip(input["projects"], graphs, strict=True):
        answer[project] = stages(graph)
        # the standard library must agree on whether there is a cycle
        try:
            flat = list(TopologicalSorter(graph).static_order())
            assert len(flat) == sum(map(len, answer[project]["order"]))
        except CycleError:
            assert answer[project]["cycle"]
    return answer
