import heapq
from collections import defaultdict
from math import inf

# Cheapest route through a network that the tool describes edge by edge.
graph = defaultdict(dict)
for a, b, cost in (await tools.net.edges())["edges"]:
    graph[a][b] = graph[b][a] = cost


def route(start, goal):
    dist, prev, done = {start: 0}, {}, set()
    heap = [(0, start)]
    while heap:
        d, node = heapq.heappop(heap)
        if node in done:
            continue
        done.add(node)
        if node == goal:
            break
        for other, cost in graph[node].items():
            if d + cost < dist.get(other, inf):
                dist[other] = d + cost
                prev[other] = node
                heapq.heappush(heap, (d + cost, other))
    if goal not in dist:
        return None
    path = [goal]
    while path[-1] in prev:
        path.append(prev[path[-1]])
    return {"cost": dist[goal], "path": " > ".join(reversed(path))}


return [route(*pair) for pair in input]
