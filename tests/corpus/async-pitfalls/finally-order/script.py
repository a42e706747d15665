import asyncio

# In which order do try, except and finally run around awaits, and who has the last word?
log = []
say = log.append


async def returns():
    try:
        say("try")
        return await tools.slow.value()
    finally:
        say("finally 1")
        await asyncio.sleep(0.005)
        say("finally 2")


async def overrides():
    try:
        raise RuntimeError("lost")
    except RuntimeError:
        pass
    return "from finally"


async def replaces():
    try:
        try:
            await tools.slow.fails()
        finally:
            raise TypeError("second")
    except TypeError as e:
        assert isinstance(e.__context__, ToolError)
        return f"{type(e).__name__}: {e}"


async def loops():
    out = []
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append(i)
        finally:
            out.append(f"f{i}")
    return out


async def nested():
    try:
        try:
            await tools.slow.fails()
        except ToolError as e:
            say(f"caught {e.kind}")
            raise
        finally:
            say("inner")
    except Exception:
        say("outer")
    return "done"


steps = [returns, overrides, replaces, loops, nested]
results = [await step() for step in steps]
result = dict(zip("abcde", results)) | {"log": log}
