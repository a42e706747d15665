"""From exceptions to the contract's errors: class, message, and the script's own places that they went through. An exception
may do anything while it is looked at."""

import traceback

from . import host, log, loop, tools, values
from .source import FILE, LOADER

_Kind = host.ScriptErrorKind
_MAX_FRAMES = 20
_MAX_NAMED = 10
# Causes of causes that are named.
_MAX_CAUSES = 3
# Steps of one traceback that are looked at: a recursion has thousands.
_MAX_STEPS = 100_000


def syntax_error(error):
    """A script that does not parse."""
    if not isinstance(error, SyntaxError):
        message = str(error) or type(error).__name__
        if isinstance(error, (MemoryError, RecursionError)):
            message = "it is nested too deeply to be read: split the expression, or move the data into a tool's result"
        return _error(_Kind.SYNTAX, "SyntaxError", message, [], None)
    message = error.msg or "it does not parse"
    line, offset = error.lineno, error.offset or 1
    if line is None:
        # Of a null byte the parser says no more than that there is one.
        before, null, _ = LOADER.text.partition("\0")
        if not null:
            return _error(_Kind.SYNTAX, type(error).__name__, message, [], None)
        line, offset = before.count("\n") + 1, len(before) - before.rfind("\n")
    line = max(line, 1)
    text = (LOADER.text.split("\n", line)[line - 1 : line] or [""])[0]
    column = len(text[: max(offset - 1, 0)].encode("utf-8", "replace")) + 1
    return _error(_Kind.SYNTAX, type(error).__name__, message, [_frame(None, line, column)], None)


def thrown(error):
    """An exception that nobody caught."""
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return syntax_error(error)
    error = _guarded(lambda: _before_conversion(error), error)
    kind = _Kind.RESULT if isinstance(error, values.ResultError) else _Kind.THROWN
    stack = _guarded(lambda: _stack(error), [])
    data = _guarded(lambda: _data(error), None)
    message = _guarded(lambda: _message(error), "the script raised what raises when it is looked at")
    return _error(kind, _guarded(lambda: str(type(error).__name__), "Exception"), message, stack, data)


def stuck(main, others):
    """A script that awaits what can never come."""
    stack = _guarded(lambda: _awaits(main, others), [])
    message = "this await can never end: no call and no timer is pending that could end it"
    return _error(_Kind.STUCK, "StuckError", message, stack, None)


def named_task(task):
    """A task in a few words: what it runs, and the line where that is."""
    return _guarded(lambda: _named_task(task), "a task")


def shown(error, causes=_MAX_CAUSES):
    """An exception in one line."""
    name = type(error).__name__
    text = _guarded(lambda: _message(error, causes), "")
    return f"{name}: {text}" if text else name


def _guarded(read, otherwise):
    try:
        return read()
    except BaseException:
        return otherwise


_STOPS = (StopIteration, StopAsyncIteration)


def _before_conversion(error):
    """A `StopIteration` that left the top level: only here is that a coroutine, which turns it into another error."""
    stop = _converted(error)
    if stop is None:
        return error
    step = stop.__traceback__
    while step is not None and step.tb_frame.f_code.co_filename != FILE:
        step = step.tb_next
    return stop if step is not None and _function(step.tb_frame.f_code) is None else error


def _converted(error):
    """The end of an iterator that a coroutine or generator made a RuntimeError of, or None."""
    stop = error.__cause__
    return stop if type(error) is RuntimeError and isinstance(stop, _STOPS) and " raised Stop" in str(error) else None


def _message(error, causes=_MAX_CAUSES):
    text = str(error)
    if isinstance(error, SyntaxError) and error.filename == FILE:
        text = str(error.msg)
    elif isinstance(error, (NameError, AttributeError, ImportError)):
        text += _guarded(lambda: _suggestion(error, text), "")
    if isinstance(error, tools.ToolError):
        text = f"{error.tool}: {error.kind}: {text}"
    elif isinstance(error, SystemExit):
        text = f"the script ended itself with {error.code!r}"
    if isinstance(error, BaseExceptionGroup) and causes > 0:
        text += ": " + "; ".join(shown(inner, causes - 1) for inner in error.exceptions[:_MAX_NAMED])
    if error.__cause__ is not None and causes > 0:
        text += f" (cause: {shown(error.__cause__, causes - 1)})"
    for note in getattr(error, "__notes__", ())[:_MAX_NAMED]:
        text += f"\n{note}"
    return text


def _suggestion(error, text):
    """What Python itself would ask whether it was meant."""
    seen = traceback.TracebackException(type(error), error, error.__traceback__, limit=0)
    return next(seen.format_exception_only()).partition(text)[2].rstrip()


def _data(error):
    if isinstance(error, BaseExceptionGroup):
        first = next((inner for inner in _leaves(error) if isinstance(inner, tools.ToolError)), None)
        return None if first is None else _data(first)
    return values.to_text(error.to_json()) if isinstance(error, tools.ToolError) else None


def _leaves(group):
    waiting = [group]
    while waiting:
        error = waiting.pop(0)
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
        else:
            yield error


def _stack(error):
    places = []
    if isinstance(error, BaseExceptionGroup):
        # Where the first of them failed says more than where the group was left.
        places += _places(next(_leaves(error)))
    stop = _converted(error)
    if stop is not None:
        # Where that was raised is no longer in the traceback of what was made of it.
        places += _places(stop)
    places += _places(error)
    return [_frame(*place) for place in places[:_MAX_FRAMES]]


def _places(error):
    """The script's own steps of an exception, innermost first: function, line, column."""
    places = []
    step = error.__traceback__
    for _ in range(_MAX_STEPS):
        if step is None:
            break
        code = step.tb_frame.f_code
        # Where an error is turned into another one there is no line.
        if code.co_filename == FILE and step.tb_lineno is not None:
            places.append((_function(code), code, step.tb_lasti, step.tb_lineno))
        step = step.tb_next
    places = [(name, *tools.place_of(code, at, line)) for name, code, at, line in places[: -_MAX_FRAMES - 1 : -1]]
    site = getattr(error, "_site", None)
    if site is not None and (not places or places[0][1] != site >> 12):
        # The call stands elsewhere than the await that it failed by.
        places.insert(0, (None, site >> 12, site & 0xFFF))
    return places


def _awaits(main, others):
    """Where tasks wait: the steps of the main one, then the innermost of each other."""
    places = _waits(main)
    for task in others:
        places += _waits(task)[:1]
    return [_frame(*place) for place in places[:_MAX_FRAMES]]


def _named_task(task):
    coroutine = task.get_coro()
    call = coroutine.cr_frame.f_locals.get("future") if coroutine.cr_code is loop.wait_for.__code__ else None
    if isinstance(call, tools.Call):
        return call._tool
    places = _waits(task)
    return log.wellformed(coroutine.__qualname__) + (f" (line {places[0][1]})" if places else "")


def _waits(task):
    places = []
    at = task.get_coro()
    for _ in range(_MAX_STEPS):
        frame = getattr(at, "cr_frame", None) or getattr(at, "gi_frame", None) or getattr(at, "ag_frame", None)
        if frame is None:
            break
        code = frame.f_code
        if code.co_filename == FILE:
            places.append((_function(code), *tools.place_of(code, frame.f_lasti, frame.f_lineno)))
        if hasattr(at, "cr_await"):
            at = at.cr_await
        elif hasattr(at, "gi_yieldfrom"):
            at = at.gi_yieldfrom
        else:
            at = at.ag_await
    return places[::-1]


def _function(code):
    return None if code.co_qualname == "<module>" else code.co_qualname


def _frame(function, line, column):
    return host.StackFrame(None if function is None else log.wellformed(function), host.Position((line, column)))


def _error(kind, name, message, stack, data):
    return host.ScriptError(kind, log.wellformed(name), log.wellformed(message), stack, data)
