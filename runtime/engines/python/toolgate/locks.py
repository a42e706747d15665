"""Locks of a program that has one thread: to wait for one that is held would be to wait for ever, and the system's own give up
without a word."""

import _thread
import queue
import threading
import time

STUCK = (
    "this waits for another thread, and there is none in this sandbox: await what asyncio has instead "
    "(asyncio.Queue, asyncio.Event, asyncio.Lock, await asyncio.gather(…))"
)


class Lock:
    """`threading.Lock`."""

    __slots__ = ("_held", "__weakref__")

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if not self._held:
            self._held = True
            return True
        if not blocking:
            return False
        if timeout < 0:
            raise RuntimeError(STUCK)
        time.sleep(timeout)
        return False

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self):
        return self._held

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *_):
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def __repr__(self):
        return f"<{'locked' if self._held else 'unlocked'} lock at {id(self):#x}>"


def install():
    """Puts them in their places. One that may be taken again by its own thread never waits here."""
    threading.Lock = threading._allocate_lock = Lock
    _thread.allocate_lock = _thread.allocate = _thread.LockType = Lock
    queue.SimpleQueue = queue._PySimpleQueue
