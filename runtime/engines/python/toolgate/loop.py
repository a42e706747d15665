"""The event loop: runs what is ready, lets time pass on the host, and notices when nothing can happen any more. asyncio's own
tasks, groups and timeouts run on it; it never waits by itself, since the host calls it back."""

import asyncio
import time
from asyncio import AbstractEventLoop, Future, Task, all_tasks, current_task, events, isfuture
from collections import deque
from contextvars import copy_context
from heapq import heappop, heappush
from weakref import WeakSet, ref

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
        # How the run ends, once that is known, and once it has ended.
        self.decided = self.outcome = None
        # By the loop's clock.
        self.began = 0.0
        # Called with the context of an error that nobody took.
        self.report = None
        self._factory = None
        self._handler = None
        # Those that were made, to be looked at in the end.
        self._tasks = []
        self._prune_at = _PRUNE_AT
        # Asynchronous generators that began, and the tasks that close those that nobody holds any more.
        self._generators = WeakSet()
        self._closing = set()

    def reset(self):
        """Forgets everything."""
        self.ready.clear()
        self.timers.clear()
        self.wakes.clear()
        self._tasks.clear()
        self._generators.clear()
        self._closing.clear()
        self.decided = self.outcome = self._factory = self._handler = None
        self._prune_at = _PRUNE_AT

    def run_ready(self):
        """Runs callbacks until there are none, or the run has ended. False: nothing can happen any more."""
        ready = self.ready
        while True:
            # By rounds: what makes itself ready again and again keeps no timer waiting.
            for _ in range(len(ready)):
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
            if not (self._pass_time() if self.timers else ready):
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
            coroutine = wait_for(coroutine)
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

    def begin_generator(self, generator):
        """An asynchronous generator is asked for its first item."""
        self._generators.add(generator)

    def drop_generator(self, generator):
        """Nobody holds an asynchronous generator any more that has not ended."""
        self._generators.discard(generator)
        self.call_soon(self._close_generator, generator)

    def _close_generator(self, generator):
        task = self.create_task(generator.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def has_rest(self):
        """Whether tasks or generators may be left."""
        return bool(self._tasks or self._generators or self._closing or self.ready)

    def rest(self):
        """The tasks that are left, oldest first, besides the one that asks and those that only close something."""
        age = {id(known()): index for index, known in enumerate(self._tasks)}
        left = [task for task in all_tasks(self) if task not in self._closing and task is not current_task(self)]
        return sorted(left, key=lambda task: age.get(id(task), len(age)))

    def closing(self):
        """The tasks that close generators."""
        return list(self._closing)

    async def shutdown_asyncgens(self):
        for generator in list(self._generators):
            self._generators.discard(generator)
            self._close_generator(generator)

    async def shutdown_default_executor(self, timeout=None):
        pass


CANT_BLOCK = (
    "the event loop is running already, and nothing can wait for it here: at the top level and in async functions await the coroutine; "
    "elsewhere make the function `async def`, and await its calls"
)


async def wait_for(future):
    """What the task of a call runs."""
    return await future


LOOP = Loop()
asyncio.set_event_loop(LOOP)
events._set_running_loop(LOOP)
