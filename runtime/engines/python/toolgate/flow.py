"""The standard library of a script, as `toolgate.map` and so on: several calls as one. Whatever ends early cancels what it
started. Times are in seconds, as everywhere in Python."""

import asyncio
import math
import random
from collections.abc import AsyncIterable, Iterable, Mapping

from . import tools, values
from .loop import LOOP

_MAX_WIDTH = 10_000
_MAX_TIMES = 100


async def map(items, function, *, width=16, errors="raise", timeout=None):
    """Calls `function(item)` for each item, at most `width` at once; results in the items' order. The first failure is raised, with
    what is there so far as `error.partial`; `errors="keep"` leaves errors in their places, `"skip"` leaves them out."""
    _callable("map", "the second argument", function)
    return await _mapped("map", items, function, width, errors, timeout)


async def _mapped(name, items, function, width, errors, timeout):
    _whole(name, "width", width, 1, _MAX_WIDTH)
    if errors not in ("raise", "keep", "skip"):
        raise TypeError(f'the option `errors` of {name} is "raise", "keep" or "skip"')
    items = [item async for item in items] if isinstance(items, AsyncIterable) else items
    if not isinstance(items, Iterable):
        raise TypeError(f"{name} takes a list, or what else can be iterated over")
    waiting, results, failed = enumerate(items), [], set()

    async def worker():
        for at, item in waiting:
            results.append(None)
            try:
                results[at] = await _settled(function(item))
            except Exception as error:
                if errors == "raise":
                    error.partial = results
                    raise
                results[at] = error
                failed.add(at)

    most = len(items) if hasattr(items, "__len__") else width
    async with _Group(name, timeout) as group:
        workers = [group.start(worker) for _ in range(min(width, most))]
        if workers:
            done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
    return [result for at, result in enumerate(results) if at not in failed] if errors == "skip" else results


async def batch(items, size, function, *, width=16, errors="raise", timeout=None):
    """Calls `function(chunk)` with up to `size` items at once; the lists that it answers with become one."""
    _whole("batch", "size", size, 1, math.inf)
    _callable("batch", "the third argument", function)
    if not isinstance(items, Iterable):
        raise TypeError("batch takes a list, or what else can be iterated over")
    items = [*items]
    chunks = [items[at : at + size] for at in range(0, len(items), size)]
    answers = await _mapped("batch", chunks, function, width, errors, timeout)
    flat = []
    for answer in answers:
        flat.extend(answer) if isinstance(answer, (list, tuple)) else flat.append(answer)
    return flat


async def first(sources, *, timeout=None):
    """The first success; all failures together are an ExceptionGroup."""
    sources = _listed("first", sources)
    errors = []
    async with _Group("first", timeout) as group:
        async for task in asyncio.as_completed([group.start(source) for source in sources]):
            try:
                return await task
            except Exception as error:
                errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    raise ExceptionGroup(f"first: all {len(errors)} sources failed", errors)


async def race(sources, *, timeout=None):
    """Whatever ends first, success or failure."""
    sources = _listed("race", sources)
    async with _Group("race", timeout) as group:
        started = [group.start(source) for source in sources]
        await asyncio.wait(started, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in started if task.done()).result()


async def majority(sources, *, key=None, quorum=None, timeout=None):
    """The answer that `quorum` sources agree on, or more than half: a dict of `value`, `votes`, `of`, `groups`, `errors`. Answers agree
    where their JSON does, or their `key(value)`."""
    sources = _listed("majority", sources)
    needed = len(sources) // 2 + 1 if quorum is None else quorum
    _whole("majority", "quorum", needed, 1, len(sources))
    # Below half, two answers may both have enough: then all are waited for, and the largest group wins.
    early = needed if needed * 2 > len(sources) else None
    report = await _consensus("majority", sources, key, lambda value, at: 1, early, timeout)
    if report["votes"] < needed:
        raise _undecided("majority", f"the {needed} of {len(sources)}", report["votes"], needed, len(sources), report)
    return report


async def weighted(sources, *, weight=None, key=None, quorum=None, timeout=None):
    """The answer whose weights add up to most, as `majority` with `weight` and `share`. A weight is the answer's `confidence`, or 1, or
    what `weight` says: numbers, or a function of the answer. `quorum` is the least sum that wins."""
    sources = _listed("weighted", sources)
    if quorum is not None:
        _number("weighted", "quorum", quorum, 0)

    def weigh(value, at):
        if callable(weight):
            own = weight(value)
        elif weight is not None:
            own = weight[at]
        else:
            own = value.get("confidence", 1) if isinstance(value, Mapping) else 1
        if isinstance(own, (int, float)) and not isinstance(own, bool) and 0 <= own < math.inf:
            return own
        raise TypeError(f"the weight of source {at} is {own!r:.100}: weights are numbers of 0 or more")

    def plain(value):
        # A confidence says how sure an answer is and not what it is.
        if weight is None and isinstance(value, Mapping):
            return {name: part for name, part in value.items() if name != "confidence"}
        return value

    report = await _consensus("weighted", sources, key or plain, weigh, None, timeout)
    total = sum(group["weight"] for group in report["groups"])
    if quorum is not None and report["weight"] < quorum:
        raise _undecided("weighted", f"the weight of {quorum}", report["weight"], quorum, total, report)
    return {**report, "share": report["weight"] / total if total else 0}


async def retry(function, *, times=3, delay=0.1, factor=2, most=10, when=None, timeout=None):
    """Calls `function()` again after a failure that is `retryable` (or `when(error)`), after a random part of a delay that grows,
    never before a tool's `retry_after_ms`."""
    _callable("retry", "the first argument", function)
    _whole("retry", "times", times, 1, _MAX_TIMES)
    for option, value, least in (("delay", delay, 0), ("factor", factor, 1), ("most", most, 0)):
        _number("retry", option, value, least)
    when = when or (lambda error: getattr(error, "retryable", False) is True)
    async with _Group("retry", timeout) as group:
        for attempt in range(times):
            try:
                return await group.start(function)
            except Exception as error:
                if attempt + 1 >= times or not when(error):
                    raise
                data = getattr(error, "data", None)
                after = data.get("retry_after_ms", 0) / 1000 if isinstance(data, Mapping) else 0
            # Anywhere in the span, so that those who failed together don't come back together.
            await asyncio.sleep(max(random.random() * min(most, delay * factor**attempt), after))


async def _consensus(name, sources, key, weigh, needed, timeout):
    """Answers that agree are one group; of equal groups the one with the earliest source wins."""
    groups, errors = {}, {}

    def ranked():
        return sorted(groups.values(), key=lambda group: (-group["weight"], group["at"]))

    def report(best):
        shown = [{name: group[name] for name in ("key", "votes", "weight", "value")} for group in ranked()]
        failed = [errors[at] for at in sorted(errors)]
        votes = {name: best[name] for name in ("value", "votes", "weight")}
        return {**votes, "of": len(sources), "groups": shown, "errors": failed}

    async with _Group(name, timeout) as running:
        started = {running.start(source): at for at, source in enumerate(sources)}
        waiting = set(started)
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in sorted(done, key=started.get):
                at = started[task]
                if (error := task.exception()) is not None:
                    errors[at] = error
                    continue
                value = task.result()
                own = key(value) if key else value
                group = groups.setdefault(
                    values.canonical(own), {"key": own, "value": value, "votes": 0, "weight": 0, "at": at}
                )
                if at < group["at"]:
                    group |= {"at": at, "value": value}
                group["votes"] += 1
                group["weight"] += weigh(value, at)
            best = next(iter(ranked()), None)
            if best is not None and needed is not None and best["weight"] >= needed:
                return report(best)
    best = next(iter(ranked()), None)
    if best is None:
        raise ExceptionGroup(f"{name}: all {len(sources)} sources failed", [errors[at] for at in sorted(errors)])
    return report(best)


def _undecided(name, what, best, needed, of, report):
    data = {"needed": needed, "of": of, "groups": report["groups"], "failed": len(report["errors"])}
    return tools.ToolFailed(name, f"no answer of {name} has {what} that it needs: the best has {best}", data=data)


class _Group:
    """Work that belongs together: however it ends, what still runs is cancelled."""

    def __init__(self, name, timeout):
        if timeout is not None:
            _number(name, "timeout", timeout, 0)
        self._name = name
        self._seconds = timeout
        self._timeout = asyncio.timeout(timeout)
        self._tasks = []

    def start(self, source):
        """A task for a source: an awaitable, or a function that makes one."""
        task = source if isinstance(source, asyncio.Future) else LOOP.create_task(_from(source))
        self._tasks.append(task)
        return task

    async def __aenter__(self):
        await self._timeout.__aenter__()
        return self

    async def __aexit__(self, kind, error, traceback):
        for task in self._tasks:
            if not task.done():
                task.cancel()
            elif not task.cancelled():
                # Its failure is this group's, or nobody's.
                task.exception()
        try:
            await self._timeout.__aexit__(kind, error, traceback)
        except TimeoutError:
            message = f"{self._name} took longer than its {self._seconds} s"
            raise tools.ToolTimedOut(self._name, message, retryable=True) from None


async def _from(source):
    return await _settled(source() if callable(source) else source)


async def _settled(value):
    return await value if hasattr(value, "__await__") else value


def _listed(name, sources):
    if isinstance(sources, (str, bytes)) or not isinstance(sources, Iterable):
        raise TypeError(f"{name} takes a list of awaitables, or of functions that make them")
    sources = [*sources]
    if not sources:
        raise TypeError(f"{name} was given nothing to choose from: pass at least one source")
    return sources


def _whole(name, option, value, least, most):
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        span = f"{least} or more" if most == math.inf else f"{least} to {most}"
        raise TypeError(f"the option `{option}` of {name} is a whole number: {span}")


def _number(name, option, value, least):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= least:
        raise TypeError(f"the option `{option}` of {name} is a number of {least} or more")


def _callable(name, what, value):
    if not callable(value):
        raise TypeError(f"{what} of {name} is a function")


FUNCTIONS = (map, batch, first, race, majority, weighted, retry)
