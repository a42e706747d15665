async def bfs(start, goal):
    came_from = {start: None}
    levels, calls = [], 0
    frontier = [start]
    while frontier and goal not in came_from:
        levels.append(frontier)
        answers = await asyncio.gather(*[tools.social.friends(of=person) for person in frontier])
        calls += len(answers)
        following = []
        for person, friends in zip(frontier, answers):
            for friend in friends:
                if friend not in came_from:
                    came_from[friend] = person
                    following.append(friend)
        frontier = following
    return came_from, levels, calls


def trace(node, came_from):
    if node is None:
        return []
    return [*trace(came_from[node], came_from), node]


came_from, levels, calls = await bfs(input["from"], input["to"])
path = trace(input["to"], came_from)
print(" -> ".join(path))
return {"path": path, "levels": levels, "calls": calls, "distance": len(path) - 1}
