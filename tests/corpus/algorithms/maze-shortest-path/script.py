from collections import deque

# BFS through a maze; draws the way that it found.
grid = [list(row) for row in input["maze"]]


def find(char):
    return next((y, x) for y, row in enumerate(grid) for x, c in enumerate(row) if c == char)


start, end = find("S"), find("E")
came = {start: None}
queue = deque([start])
expanded = 0
while queue and end not in came:
    y, x = queue.popleft()
    expanded += 1
    for dy, dx in ((-1, 0), (0, 1), (1, 0), (0, -1)):
        ny, nx = y + dy, x + dx
        if not (0 <= ny < len(grid) and 0 <= nx < len(grid[ny])) or grid[ny][nx] == "#" or (ny, nx) in came:
            continue
        came[ny, nx] = (y, x)
        if (ny, nx) == end:
            break
        queue.append((ny, nx))

steps, at = -1, end
while at is not None:
    steps += 1
    y, x = at
    if grid[y][x] == " ":
        grid[y][x] = "."
    at = came[at]

return {"steps": steps, "expanded": expanded, "seen": len(came), "drawn": ["".join(row) for row in grid]}
