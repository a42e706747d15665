"""What is done once, right before the snapshot, so that a run writes to few pages: caches are warm, objects that live as long as
the instance are named to the host, which makes them immortal, and the heap's holes are filled, so that what a run allocates
lies together. Each page that a run writes to for the first time costs it more than most of what it computes."""

import array
import gc
import types

from . import host

# Programs like those that come, for every cache that there is.
SCRIPTS = (
    'n = 20 + 1\nreturn {"answer": n * 2}',
    "import asyncio, json, re\nfrom datetime import datetime, timedelta\nvalue = [n * n for n in range(9) if n % 2]\nprint(value)\n{'a': value, 'b': {1}}",
    "rows = await tools.warm.rows(limit=3)\nseen = {}\nfor row in rows:\n    seen.setdefault(row['id'], []).append(row)\nreturn seen",
    "return await asyncio.gather(*[tools.warm.rows(n=n) for n in range(3)], return_exceptions=True)",
    "async def one(n):\n    await asyncio.sleep(0.001)\n    return await tools.warm.later(n=n)\n\nasync def main(input):\n"
    "    async with asyncio.TaskGroup() as group:\n        made = [group.create_task(one(n)) for n in range(3)]\n"
    "    return [task.result() for task in made]",
    "async def main():\n    try:\n        async with asyncio.timeout(0.001):\n            await tools.warm.never()\n    except TimeoutError:\n"
    "        pass\n    try:\n        await tools.warm.fails()\n    except ToolError as error:\n        return str(error)\n\n"
    "if __name__ == '__main__':\n    asyncio.run(main())",
    "class Box:\n    def __init__(self, n):\n        self.n = n\n\nboxes = sorted((Box(n) for n in range(5)), key=lambda box: -box.n)\n"
    "text = f'{len(boxes)} boxes'\nresult = {'text': text, 'first': boxes[0].n}\nprint(result)",
    "await tools.warm.fails()",
    "1 +",
    "return {}['missing']",
)
_ROUNDS = 40


def move_code(*groups):
    """Copies the code of functions, so that it lies together."""
    for group in groups:
        for function in group:
            function = getattr(function, "__func__", function)
            function.__code__ = _moved(function.__code__)


def _moved(code):
    return code.replace(co_consts=tuple([_copied(constant) for constant in code.co_consts]))


def _copied(constant):
    """A copy of what is counted when it is loaded."""
    if isinstance(constant, types.CodeType):
        return _moved(constant)
    if type(constant) is tuple:
        return tuple([*constant])
    if type(constant) is str and len(constant) > 1:
        return "".join((constant[:1], constant[1:]))
    return constant


def warm(run, reset):
    """Runs the programs with a host that is none. `run(text)` begins one and returns how to go on; `reset` forgets it."""
    real = host.call, host.wait, host.cancel, host.log, host.pending
    waiting = []

    def call(tool, arguments, number, timeout_ms, site, done):
        if tool == "warm.rows":
            return host.Ok('[{"id":1,"name":"a","total":12.5,"tags":["x",null,true]},{"id":2,"name":"b","total":7,"tags":[]}]')
        if tool == "warm.fails":
            return host.Err(host.types.CallError_Failed(host.types.Problem("closed", '{"a":1}', True)))
        if tool != "warm.never":
            waiting.append((done, host.Ok('{"n":1}')))
        return None

    def wait(nanoseconds, done):
        waiting.append((done, None))

    host.call, host.wait, host.cancel, host.log = call, wait, (lambda number: None), (lambda level, message: None)
    host.pending = waiting
    try:
        for _ in range(_ROUNDS):
            for text in SCRIPTS:
                step = run(text)
                while step is not None and waiting:
                    done, answer = waiting.pop(0)
                    done(answer)
                    if step() is not None:
                        break
                waiting.clear()
                reset()
    finally:
        host.call, host.wait, host.cancel, host.log, host.pending = real


def name_immortals():
    """Tells the host which objects live as long as the instance: address and type of each. One that is gone by the time of the
    snapshot, the host leaves alone."""
    gc.collect()
    waiting = gc.get_objects()
    # One bit for every eighth byte of the memory: objects begin there.
    seen = bytearray(_MEMORY // 64)
    found = array.array("I")

    def add(value):
        at = id(value)
        bit = at >> 3
        if not seen[bit >> 3] & 1 << (bit & 7):
            seen[bit >> 3] |= 1 << (bit & 7)
            found.append(at)
            found.append(id(type(value)))
            return True
        return False

    roots, waiting = waiting, []
    for root in roots:
        if type(root) is not types.FrameType:
            waiting.append(root)
            while waiting:
                value = waiting.pop()
                if add(value):
                    waiting.extend(_parts(value))
    roots = value = root = None
    for start in range(0, len(found), _CHUNK):
        host.tell("toolgate:immortal", found[start : start + _CHUNK].tobytes().hex())


# Addresses beyond this are none of a snapshot's.
_MEMORY = 1 << 27
_CHUNK = 1 << 14


def _parts(value):
    """What an object refers to."""
    parts = gc.get_referents(value)
    if isinstance(value, types.CodeType):
        parts += (value.co_consts, value.co_names, value.co_filename, value.co_name, value.co_qualname)
        parts += (value.co_linetable, value.co_exceptiontable)
    elif isinstance(value, type):
        # A static type's dictionary is not among its referents.
        for part in gc.get_referents(value.__dict__):
            parts.append(part)
    return parts


# What a run has to allocate from before its memory grows.
_ROOM = 4 << 20
_SMALLEST = 32
_LARGEST = 1 << 17


def fill_holes():
    """Fills the heap's free chunks, and leaves one large free chunk."""
    gc.collect()
    holes = [None] * 100_000
    # No hole is as large; beyond it the heap is new.
    room = bytes(_ROOM)
    new = id(room)
    count = 0
    for length in _LENGTHS:
        while count < len(holes):
            filler = bytes(length)
            if id(filler) >= new:
                break
            holes[count] = filler
            count += 1
    while count < len(holes) and id(filler := object()) < new:
        holes[count] = filler
        count += 1
    # Kept for good, with whatever else took a hole.
    _holes.append((holes, new))


# Of bytes objects that fill chunks of every size: their own fields come on top, and the chunk's header.
_LENGTHS = tuple(
    [(_LARGEST >> shift) - 17 - 4 for shift in range(7)] + [size - 17 - 4 for size in range(1024, _SMALLEST - 16, -16)]
)
_holes = []
