"""The event loop: runs what is ready, lets time pass on the host, and notices when nothing can happen any more. asyncio's own
tasks, groups and timeouts run on it; it never waits by itself, since the host calls it back."""

import asyncio
import functools
import time
from asyncio import AbstractEventLoop, Future, Task, events, isfuture
from collections import deque
from contextvars import copy_context
from heapq import heappop, heappush
from weakref import ref

from . import host

_monotonic = time.monotonic

# Waits on the host's clock that may be under way before further ones are only short.
_MANY_WAITS = 64
_SHORT_WAIT = 0.01
# The longest single wait, in seconds: what sleeps longer, or for ever, is woken to sleep on.
_LONG_WAIT = 1e9
# Tasks that are remembered before those that are done with are forgotten.
_PRUNE_AT = 256


class Handle:
    """A callback that can be cancelled before it runs."""

    __slots__ = ("_args", "_callback", "_cancelled", "_context", "_when")

    def __init__(self, callback, args, context, when=None):
        self._callback = callback
        self._args = args
        self._context = context
        self._cancelled = False
        self._when = when

    def cancel(self):
        """Takes it back; nothing happens where it has run."""
        self._cancelled = True
        self._callback = self._args = None

    def cancelled(self):
        """Whether it was taken back."""
        return self._cancelled

    def when(self):
        """When it is due, by the loop's clock."""
        return self._when

    def __lt__(self, other):
        return self._when < other._when


class Loop(AbstractEventLoop):
    """The one loop of an instance. It is running from the beginning to the end."""

    def __init__(self):
        self.ready = deque()
        self.timers = []
        # When the host's clock wakes the loop, by the loop's own.
        self.wakes = []
        # How the run ended, once it has.
        self.outcome = None
        # Called with the context of an error that nobody took.
        self.report = None
        self._factory = None
        self._handler = None
        # Those that were made, to be looked at in the end.
        self._tasks = []
        self._prune_at = _PRUNE_AT

    def reset(self):
        """Forgets everything."""
        self.ready.clear()
        self.timers.clear()
        self.wakes.clear()
        self._tasks.clear()
        self.outcome = self._factory = self._handler = None
        self._prune_at = _PRUNE_AT

    def run_ready(self):
        """Runs callbacks until there are none, or the run has ended. False: nothing can happen any more."""
        ready = self.ready
        while True:
            while ready:
                handle = ready.popleft()
                if handle._cancelled:
                    continue
                try:
                    handle._context.run(handle._callback, *handle._args)
                except (SystemExit, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    self.call_exception_handler({"message": "a callback failed", "exception": error})
                if self.outcome is not None:
                    return True
            if not self.timers or not self._pass_time():
                return bool(host.pending)

    def _pass_time(self):
        """Makes ready what is due; where nothing is, the host will wake the loop for what is next."""
        timers, wakes, now = self.timers, self.wakes, _monotonic()
        while timers and (timers[0]._cancelled or timers[0]._when <= now):
            handle = heappop(timers)
            if not handle._cancelled:
                self.ready.append(handle)
        if self.ready or not timers:
            return bool(self.ready)
        due = timers[0]._when
        if len(wakes) >= _MANY_WAITS:
            due = max(due, now + _SHORT_WAIT)
        if not wakes or min(wakes) > due:
            wakes.append(due)
            # A nanosecond late rather than early: waking before the time would be one more round.
            host.wait(int(min(due - now, _LONG_WAIT) * 1e9) + 1, lambda _: wakes.remove(due))
            # A short wait may be over before the host has it: then there is something to look for now.
            return due not in wakes
        return False

    # What asyncio asks of a loop.

    def get_debug(self):
        return False

    def set_debug(self, enabled):
        pass

    def is_running(self):
        return True

    def is_closed(self):
        return False

    def stop(self):
        pass

    def close(self):
        pass

    def time(self):
        return _monotonic()

    def call_soon(self, callback, *args, context=None):
        handle = Handle(callback, args, copy_context() if context is None else context)
        self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(_monotonic() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        handle = Handle(callback, args, copy_context() if context is None else context, when)
        heappush(self.timers, handle)
        return handle

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coroutine, **options):
        if isfuture(coroutine):
            # A call of a tool is under way already, and no coroutine: what waits for it is one.
            coroutine = _wait_for(coroutine)
        if self._factory is not None:
            return self._factory(self, coroutine, **options)
        return self._task(coroutine, options)

    def _task(self, coroutine, options):
        task = Task(coroutine, loop=self, **options)
        tasks = self._tasks
        tasks.append(ref(task))
        if len(tasks) >= self._prune_at:
            tasks[:] = [known for known in tasks if (task := known()) is not None and not (task.done() and not task._log_traceback)]
            self._prune_at = max(_PRUNE_AT, 2 * len(tasks))
        return task

    def unseen(self):
        """The errors of tasks that failed without anybody looking."""
        for known in self._tasks:
            task = known()
            if task is not None and task.done() and task._log_traceback:
                task._log_traceback = False
                yield task.exception()

    def set_task_factory(self, factory):
        self._factory = factory

    def get_task_factory(self):
        return self._factory

    def set_exception_handler(self, handler):
        self._handler = handler

    def get_exception_handler(self):
        return self._handler

    def default_exception_handler(self, context):
        if self.report is not None:
            self.report(context)

    def call_exception_handler(self, context):
        if self._handler is not None:
            self._handler(self, context)
        else:
            self.default_exception_handler(context)

    def run_in_executor(self, executor, function, *args):
        # There are no threads: what does not wait is done here and now.
        future = self.create_future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def run_until_complete(self, future):
        raise RuntimeError(CANT_BLOCK)

    def run_forever(self):
        raise RuntimeError(CANT_BLOCK)

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self, timeout=None):
        pass


class NewLoop(AbstractEventLoop):
    """What `asyncio.new_event_loop` gives: there is one loop and it is running, so what this one is given runs on that. Whether
    it is closed is its own, as is what a program may do with it then."""

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


CANT_BLOCK = (
    "the event loop is running already, and a function that is not async can't wait for it: "
    "make the function `async def` and await the coroutine"
)


async def _wait_for(future):
    return await future


LOOP = Loop()
asyncio.set_event_loop(LOOP)
events._set_running_loop(LOOP)
