"""The contract's functions as Python calls them, and the way back: completions of what was started. It replaces the generated
code's own way of waiting, which knows neither timers nor cancelling. Never knows a script."""

import dis
import re
import typing

import componentize_py_async_support as support
import componentize_py_runtime as runtime
from componentize_py_types import Err, Ok
from wit_world.imports import calls, failure, logging, monotonic_clock

# The runtime asks for all of them, after this engine has closed the way to files.
from wit_world.imports import random, system_clock  # noqa: F401
from wit_world.imports import toolgate_tools_types as types


def _number(function):
    """The number by which the generated function calls its import."""
    loads = (step.argval for step in dis.get_instructions(function) if step.opname in ("LOAD_SMALL_INT", "LOAD_CONST"))
    return next(value for value in loads if type(value) is int)


_CALL = _number(calls.call)
_CANCEL = _number(calls.cancel)
_WAIT = _number(monotonic_clock.wait_for)
_LOG = _number(logging.log)
_import = runtime.call_import

LEVELS = {level.name.lower(): level for level in logging.Level}
ScriptError = failure.ScriptError
ScriptErrorKind = failure.ScriptErrorKind
StackFrame = failure.StackFrame
Position = failure.Place_Position
Site = failure.Place_Site

# The cases of the contract's variant `call-error`.
CALL_ERRORS = typing.get_args(types.CallError)


def kind_of(case):
    """A case's name in the contract: `timed-out` for `CallError_TimedOut`."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", case.__name__.partition("_")[2]).lower()


# One for all calls: it is read while the call is made.
_options = calls.CallOptions(0, None, None)

# What was started and has not completed: by the host's handle, the function that takes the completion and what it needs
# to read it.
pending = {}
_set = None


def call(tool, arguments, number, timeout_ms, site, done):
    """Starts a call. Its answer, `Ok(text)` or `Err(error)`, is returned where it is there at once; else `done` gets it."""
    _options.id = number
    _options.timeout_ms = timeout_ms
    _options.site = site
    return _start(_import(_CALL, [tool, arguments, _options]), done)


def wait(nanoseconds, done):
    """Waits on the host's clock; `done` gets a value that means nothing."""
    if _start(_import(_WAIT, [nanoseconds]), done) is not None:
        done(None)


def cancel(number):
    """Cancels the call of that number; its answer is then an error, unless it was there already."""
    _import(_CANCEL, [number])


def log(level, message):
    """Adds to the run's log."""
    _import(_LOG, [level, "console", message])


def tell(context, message):
    """Says something to the program that takes the snapshot, which listens at the log."""
    _import(_LOG, [LEVELS["trace"], context, message])


def search(words, limit):
    """The tools that fit a few words."""
    return calls.search(words, limit)


def describe(name):
    """One tool; raises `Err`."""
    return calls.describe(name)


def _start(started, done):
    global _set
    if isinstance(started, Ok):
        return started.value if started.value is not None else True
    handle, promise = started.value
    pending[handle] = (done, promise)
    if _set is None:
        _set = runtime.waitable_set_new()
    runtime.waitable_join(handle, _set)
    return None


_SUBTASK = 1
_RETURNED = 2
_EXIT = 0
_WAIT_FOR_EVENT = 2


_own = []


def own_functions():
    """The functions that the runtime calls."""
    return _own


def serve(start, step):
    """From now on, `start(input)` begins a run and `step()` goes on with it after each completion. Both return the outcome, or
    None where the run has to wait; the outcome goes back to the host."""

    def first_poll(export, borrows, input):
        nonlocal returns
        returns = export, borrows
        return after(start(input))

    def callback(event, handle, status):
        runtime.context_get()
        if event == _SUBTASK and status >= _RETURNED:
            runtime.waitable_join(handle, 0)
            runtime.subtask_drop(handle)
            done, promise = pending.pop(handle)
            done(runtime.promise_get_result(status, promise))
        return after(step())

    def after(outcome):
        if outcome is None:
            runtime.context_set(_context)
            return _WAIT_FOR_EVENT | (_set << 4)
        # What is still pending goes with the instance; the set can't be dropped before it.
        runtime.call_task_return(*returns, outcome)
        return _EXIT

    returns = None
    _own.extend((first_poll, callback, after))
    support.first_poll = first_poll
    support.toolgate_callback = callback
    # The runtime has a reference to the function itself.
    support.callback.__code__ = _forward.__code__


# The runtime keeps one value for a task; it takes None for none.
_context = object()


def _forward(event0, event1, event2):
    return toolgate_callback(event0, event1, event2)  # noqa: F821, a global of the module that it is put into
