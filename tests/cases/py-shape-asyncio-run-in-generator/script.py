import asyncio


async def double(n):
    return 2 * n


def load(n):
    return asyncio.run(double(n))


total = sum(asyncio.run(double(n)) for n in range(3))
text = ", ".join(str(load(n)) for n in range(3))
rows = sorted((load(n) for n in range(3)), reverse=True)
{"total": total, "text": text, "rows": rows, "pairs": dict((n, load(n)) for n in range(2))}
