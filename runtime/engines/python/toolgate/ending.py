"""What is left once a script has its result, or has failed: as `asyncio.run` does, its tasks are cancelled and its generators closed, so
that what they clean up happens; then what was registered with `atexit` runs. Never longer than a few seconds."""

import asyncio
import atexit
import time

from . import failure, log
from .loop import LOOP

# Seconds, for all of it.
_MOST = 5.0
_MAX_NAMED = 10


def has_rest():
    """Whether anything may be left."""
    return LOOP.has_rest() or atexit._ncallbacks() > 0


async def wind_up(tells):
    """Ends what is left, and `tells` which tasks that was. What it raises is of no interest."""
    until = time.monotonic() + _MOST
    # What was made last has yet to begin, and does so everywhere.
    await asyncio.sleep(0)
    tasks = LOOP.rest()
    if tasks and tells:
        _tell(tasks, "still pending when the script returned, and cancelled", ": await every task whose effect matters")
    for task in tasks:
        task.cancel()
    await LOOP.shutdown_asyncgens()
    await asyncio.sleep(0)
    left = [*tasks, *LOOP.closing()]
    if left:
        _, running = await asyncio.wait(left, timeout=max(until - time.monotonic(), 0))
        if running:
            _tell(running, f"not done {_MOST:.0f} s after it was cancelled, and left", "")
    atexit._run_exitfuncs()


def _tell(tasks, what, more):
    named = ", ".join(failure.named_task(task) for task in list(tasks)[:_MAX_NAMED])
    count = "one task was" if len(tasks) == 1 else f"{len(tasks)} tasks were"
    log.log("warn", f"{count} {what}: {named}{more}")
