import time

DEFAULT_WAIT = 5
LONGEST_WAIT = 1000


class GaveUp(Exception):
    def __init__(self, wait):
        super().__init__(f"would have to wait for {wait // 3_600_000} h")


async def send(to, log):
    while True:
        try:
            return await tools.mail.send(to=to)
        except ToolError as e:
            match e.data:
                case {"status": 429, **rest}:
                    wait = rest.get("retry_after_ms", DEFAULT_WAIT)
                case _:
                    raise
        # outside of the handler, so that a GaveUp has no context
        log.append(wait)
        if wait > LONGEST_WAIT:
            raise GaveUp(wait)
        before = time.monotonic()
        await asyncio.sleep(wait / 1000)
        assert time.monotonic() - before > (wait - 2) / 1000


async def main():
    out = {}
    for to in ("a@x.org", "b@x.org"):
        waited = []
        try:
            out[to] = {"id": (await send(to, waited))["id"], "waited": waited}
        except Exception as e:
            out[to] = {"error": f"{type(e).__name__}: {e}", "waited": waited}
    return out
