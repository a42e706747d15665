import functools

waits = []


def retrying(attempts=4, base=2, cap=6):
    """Decorator: the wait in milliseconds doubles with each attempt, up to a cap."""

    def decorate(fn):
        @functools.wraps(fn)
        async def wrapper(*args, **kwargs):
            for attempt in range(1, attempts + 1):
                try:
                    return {"attempt": attempt, "value": await fn(*args, **kwargs)}
                except ToolError as error:
                    if not error.retryable:
                        raise
                    if attempt == attempts:
                        raise RuntimeError(f"gave up after {attempt} attempts") from error
                    wait = min(cap, base * 2 ** (attempt - 1))
                    waits.append(wait)
                    await asyncio.sleep(wait / 1000)

        return wrapper

    return decorate


@retrying()
async def query(q):
    return await tools.search.query(q=q)


@retrying(attempts=3)
async def index(doc):
    return await tools.search.index(doc=doc)


found = await query("tea")
try:
    await index({"id": 1})
except RuntimeError as error:
    failure = {"message": str(error), "cause": str(error.__cause__), "kind": error.__cause__.kind}
{"found": found, "failure": failure, "waits": waits}
