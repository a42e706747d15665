"""What programs that start a loop of their own get: there is one loop and it is running, so what they make runs on that. Whether
something is closed is its own, as is what a program may do with it then. Never waits."""

import functools
import inspect
from asyncio import AbstractEventLoop

from .loop import LOOP, CANT_BLOCK, Loop


class NewLoop(AbstractEventLoop):
    """What `asyncio.new_event_loop` gives."""

    def __init__(self):
        self._closed = False

    def is_running(self):
        return False

    def is_closed(self):
        return self._closed

    def close(self):
        self._closed = True

    def __repr__(self):
        return f"<{'closed' if self._closed else 'new'} event loop, whose tasks run on the one that is running>"


def _handed_on(name, even_closed):
    @functools.wraps(getattr(Loop, name))
    def hand_on(self, *args, **named):
        if self._closed and not even_closed:
            raise RuntimeError("Event loop is closed")
        return getattr(LOOP, name)(*args, **named)

    return hand_on


for _name in """call_soon call_soon_threadsafe call_later call_at create_task run_in_executor run_until_complete run_forever
shutdown_asyncgens shutdown_default_executor""".split():
    setattr(NewLoop, _name, _handed_on(_name, even_closed=False))
for _name in """get_debug set_debug time stop create_future set_task_factory get_task_factory set_exception_handler get_exception_handler
default_exception_handler call_exception_handler""".split():
    setattr(NewLoop, _name, _handed_on(_name, even_closed=True))


class Runner:
    """`asyncio.Runner`, whose `run` is an await wherever one can stand: see `blocking`."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._loop = NewLoop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._loop.close()

    def get_loop(self):
        return self._loop

    def run(self, coroutine, *, context=None):
        cant_block(coroutine)


def cant_block(*given, **_):
    """What `asyncio.run` is where no await can stand. What it was given is closed: that it never ran goes without saying."""
    for coroutine in given:
        if inspect.iscoroutine(coroutine):
            coroutine.close()
    raise RuntimeError(CANT_BLOCK)
