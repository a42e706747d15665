"""`tools`, its calls and their errors. A call starts when it is made, as everywhere in Toolgate; awaiting it only waits."""

import itertools
import sys
from asyncio import Future
from collections.abc import Mapping

from componentize_py_types import Err, Ok

from . import host, log, values
from .loop import LOOP
from .source import FILE


class ToolError(Exception):
    """A failed call: `tool`, `kind`, `message`, `data`, `retryable`."""

    kind = "failed"

    def __init__(self, tool, message="", kind=None, data=None, retryable=False):
        Exception.__init__(self, message)
        self.tool = tool
        self.kind = kind or type(self).kind
        self.message = message
        self.data = data
        self.retryable = retryable

    def __str__(self):
        return str(self.message)

    def to_json(self):
        """As data."""
        return {
            "name": "ToolError",
            "tool": self.tool,
            "kind": self.kind,
            "message": self.message,
            "data": self.data,
            "retryable": self.retryable,
        }

    def __reduce__(self):
        return type(self), (self.tool, self.message, self.kind, self.data, self.retryable)


class ToolUnknown(ToolError):
    """No tool has that name."""

    kind = "unknown-tool"


class ToolInvalidArguments(ToolError, ValueError):
    """The arguments break the tool's schema."""

    kind = "invalid-arguments"


class ToolDenied(ToolError):
    """The policy or a grant forbids it."""

    kind = "denied"


class ToolTimedOut(ToolError, TimeoutError):
    """A deadline passed."""

    kind = "timed-out"

    def __new__(cls, *args, **options):
        return TimeoutError.__new__(cls)


class ToolUnavailable(ToolError):
    """The tool can't be reached, or is too busy."""

    kind = "unavailable"


class ToolCancelled(ToolError):
    """The call was cancelled."""

    kind = "cancelled"


class ToolLimitExceeded(ToolError):
    """A limit of the run forbids it."""

    kind = "limit-exceeded"


class ToolInvalidResult(ToolError):
    """The tool answered with what is not JSON, or what breaks its own schema."""

    kind = "invalid-result"


class ToolFailed(ToolError):
    """The tool ran and failed."""

    kind = "failed"


ERRORS = (
    ToolUnknown,
    ToolInvalidArguments,
    ToolDenied,
    ToolTimedOut,
    ToolUnavailable,
    ToolCancelled,
    ToolLimitExceeded,
    ToolInvalidResult,
    ToolFailed,
)
# By the contract's case, whose name is the kind's; one without a class ends the build.
_BY_KIND = {error.kind: error for error in ERRORS}
_BY_CASE = {case: _BY_KIND[host.kind_of(case)] for case in host.CALL_ERRORS}

# The most failed calls that nobody looked at that are remembered.
_MAX_FAILED = 100
_failed = []


class Call(Future):
    """A call that is under way: await it, or give it to whatever of asyncio takes awaitables."""

    _tool = _number = _site = None

    def cancel(self, msg=None):
        if self.done():
            return False
        host.cancel(self._number)
        return super().cancel(msg)

    def _answer(self, answer):
        # A call that was cancelled is done; the host's answer to it comes later.
        if not self.done():
            _settle(self, answer)

    def _misused(self, *_, **__):
        raise TypeError(f"the call of {self._tool} was not awaited: write `await tools.{self._tool}(…)`")

    __getitem__ = __len__ = __contains__ = __iter__ = _misused

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        self._misused()

    def __repr__(self):
        state = "done" if self.done() else "pending"
        return f"<call of {self._tool}, {state}: await it for its result>"


def _settle(call, answer):
    if isinstance(answer, Ok):
        try:
            return call.set_result(values.from_text(answer.value))
        except (ValueError, RecursionError) as error:
            error = ToolInvalidResult(call._tool, f"{call._tool} answered with what this engine can't read as JSON: {error}")
    else:
        error = error_of(call._tool, answer.value)
    fail(call, error)


def error_of(tool, case):
    """The contract's error as an exception."""
    problem = case.value
    data = problem.data
    if data is not None:
        try:
            data = values.from_text(data)
        except (ValueError, RecursionError):
            pass
    return _BY_CASE[type(case)](tool, problem.message, data=data, retryable=problem.retryable)


def fail(call, error):
    """Fails a call, and remembers that it did until somebody looks."""
    error._site = call._site
    call.set_exception(error)
    if len(_failed) >= _MAX_FAILED:
        _failed[:] = [failed for failed in _failed if failed._log_traceback]
    if len(_failed) < _MAX_FAILED:
        _failed.append(call)


def unseen():
    """The errors of calls that failed without anybody looking."""
    for call in _failed:
        if call._log_traceback:
            call._log_traceback = False
            yield call.exception()


def reset():
    """Forgets everything."""
    _failed.clear()
    _sites.clear()
    _kept.clear()
    TOOLS.__dict__.clear()


_next = itertools.count(1).__next__
_frame = sys._getframe
# By code and instruction: the number under which the host knows the place.
_sites = {}
_MAX_SITES = 10_000
_MAX_LINE = 1 << 20
_MAX_COLUMN = (1 << 12) - 1


def site_of(frame):
    """Line and column of what the frame is at, as one number; None outside of the script."""
    code, at = frame.f_code, frame.f_lasti
    key = id(code), at
    known = _sites.get(key, False)
    if known is not False:
        return known
    place = None
    if code.co_filename == FILE:
        line, column = place_of(code, at, frame.f_lineno)
        if line < _MAX_LINE:
            place = line << 12 | min(column, _MAX_COLUMN)
    if len(_sites) < _MAX_SITES:
        # The code is kept: another one must not get its number.
        _sites[key] = place
        _kept.append(code)
    return place


_kept = []


def place_of(code, at, line):
    """Line and column, in bytes and from 1, of an instruction."""
    start, _, column, _ = next(itertools.islice(code.co_positions(), max(at, 0) // 2, None), (None,) * 4)
    return (start or line or 1), (column or 0) + 1


def start(tool, arguments, timeout, site):
    """Starts a call."""
    call = Call(loop=LOOP)
    call._tool = tool
    call._site = site
    try:
        text = values.to_text(arguments, "arguments") if arguments else "{}"
    except values.ResultError as error:
        fail(call, ToolInvalidArguments(tool, f"the arguments can't be written as JSON: {error}"))
        return call
    call._number = number = _next()
    answer = host.call(log.wellformed(tool), text, number, timeout, site, call._answer)
    if answer is not None:
        _settle(call, answer)
    return call


def _start_from(frame, tool, positional, named):
    if not positional:
        return start(tool, named, None, site_of(frame))
    arguments, *more = positional
    if more or not (arguments is None or isinstance(arguments, Mapping)):
        given = "more than one argument" if more else f"a {type(arguments).__name__}"
        raise TypeError(
            f"tools.{tool} takes named arguments or one dict of them, and was given {given} by position: "
            f"write tools.{tool}(name=value)"
        )
    timeout = named.pop("timeout", None)
    if named:
        raise TypeError(
            f"tools.{tool} takes a dict of arguments or named ones, not both: beside a dict there is only "
            "`timeout`, in seconds"
        )
    return start(tool, arguments, _milliseconds(timeout), site_of(frame))


def _milliseconds(seconds):
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds >= 0:
        raise TypeError("the option `timeout` is a number of seconds")
    return int(min(seconds * 1000 + 0.999999, 1 << 50))


class _Tool:
    """A tool by its full name, or a provider: every name is one until the host says otherwise."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def __call__(self, /, *positional, **named):
        return _start_from(_frame(1), self._name, positional, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        tool = _Tool(f"{self._name}.{name}")
        self.__dict__[name] = tool
        return tool

    def __getitem__(self, name):
        if not isinstance(name, str):
            raise TypeError(f"a tool is named by a string, not by {name!r}")
        return self.__getattr__(name)

    def __iter__(self):
        raise TypeError("tools can't be iterated over: search_tools(words) finds some")

    def __await__(self):
        raise TypeError(f"the tool {self._name} was not called: write `await tools.{self._name}(…)`")

    def __no_data__(self):
        return f"is the tool {self._name}, which was not called: write `await tools.{self._name}(…)`"

    def __repr__(self):
        return f"<tool {self._name}>"


class _Tools:
    """`tools`."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        tool = _Tool(name)
        self.__dict__[name] = tool
        return tool

    __getitem__ = _Tool.__getitem__
    __iter__ = _Tool.__iter__

    def __no_data__(self):
        return "is all the tools, which are no data: call one, or search_tools(words)"

    def __repr__(self):
        return "<tools>"


TOOLS = _Tools()


def search_tools(words, limit=10):
    """The tools that fit a few words, best first: a list of dicts with name, description and schemas."""
    found = host.search(log.wellformed(str(words)), max(0, min(100, int(limit))))
    return [_definition(tool) for tool in found]


def describe_tool(name):
    """One tool by its full name: a dict with name, description and schemas."""
    try:
        return _definition(host.describe(log.wellformed(str(name))))
    except Err as error:
        raise error_of(str(name), error.value) from None


def _definition(tool):
    hints = tool.annotations
    return {
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": values.from_text(tool.input_schema),
        "outputSchema": None if tool.output_schema is None else values.from_text(tool.output_schema),
        "annotations": {
            "readOnlyHint": hints.read_only_hint,
            "destructiveHint": hints.destructive_hint,
            "idempotentHint": hints.idempotent_hint,
            "openWorldHint": hints.open_world_hint,
        },
    }
