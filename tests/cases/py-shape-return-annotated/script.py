total: int = 0
count: int
for n in range(3):
    part: float = n * 2
    total += part


def twice(value: int) -> int:
    result: int = value * 2
    return result


if total:
    return {"total": twice(total), "seen": part}
