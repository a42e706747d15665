"""What a script prints, as lines of the run's log: standard output as `info`, standard error as `error`, the module `logging`
by its own levels. Never keeps more than a line."""

import io
import logging
import sys
import warnings

from . import host
from .instead import INPUT, refuse
from .source import FILE

_LEVELS = host.LEVELS
# A line is passed on in pieces of so many characters; the host has a limit for all of them.
_LONGEST = 65_536


def log(level, message):
    """Adds one line to the run's log."""
    host.log(_LEVELS[level], wellformed(message))


def wellformed(text):
    """The text with U+FFFD for what is not Unicode: lone surrogates."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _has_surrogates(text) else text


def _has_surrogates(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class Stream(io.TextIOBase):
    """A text stream into the log. What one `print` writes is one entry, however many lines it has."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, level, number):
        self._level = level
        self._parts = []
        self._length = 0
        self._number = number
        self._bytes = None

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self._number

    @property
    def buffer(self):
        if self._bytes is None:
            self._bytes = _Bytes(self)
        return self._bytes

    def write(self, text):
        if type(text) is not str:
            if not isinstance(text, str):
                raise TypeError(f"write() argument must be str, not {type(text).__name__}")
            text = str.__str__(text)
        if text:
            self._parts.append(text)
            self._length += len(text)
            if text[-1] == "\n" or self._length > _LONGEST:
                self._pass_on()
        return len(text)

    def _pass_on(self):
        text = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        text = text.removesuffix("\n")
        log(self._level, text)

    def finish(self):
        """Passes on what has no end of line."""
        if self._parts:
            self._pass_on()


class _Bytes(io.RawIOBase):
    """What writes bytes to a stream of text."""

    def __init__(self, stream):
        self._stream = stream

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self._stream.write(data.decode("utf-8", "replace"))
        return len(data)


class _NoInput(io.TextIOBase):
    """Standard input: there is none."""

    def isatty(self):
        return False

    def readable(self):
        return True

    @property
    def buffer(self):
        return self

    def read(self, *_):
        raise refuse("standard input", INPUT)

    readline = readlines = __iter__ = __next__ = read


class _Handler(logging.Handler):
    """The module `logging`, into the run's log."""

    def emit(self, record):
        number = record.levelno
        names = ((logging.ERROR, "error"), (logging.WARNING, "warn"), (logging.INFO, "info"), (0, "debug"))
        level = next(name for least, name in names if number >= least)
        try:
            text = self.format(record)
        except RecursionError:
            raise
        except Exception:
            return self.handleError(record)
        log(level, text)


def _handle_error(self, record):
    """What of `logging` itself failed: as everywhere, the program goes on."""
    if logging.raiseExceptions:
        error = sys.exception()
        place = f" (line {record.lineno})" if record.pathname == FILE else ""
        log("error", f"logging failed: {type(error).__name__}: {error}{place}: message {record.msg!r}, arguments {record.args!r}")


OUT = Stream("info", 1)
ERR = Stream("error", 2)


def install():
    """Puts the streams in their places."""
    sys.stdout = sys.__stdout__ = OUT
    sys.stderr = sys.__stderr__ = ERR
    sys.stdin = sys.__stdin__ = _NoInput()
    # A pattern that isn't raw is one of the parser's; a script is parsed twice.
    warnings.filterwarnings("ignore", category=SyntaxWarning)
    warnings.showwarning = _warn
    logging.Handler.handleError = _handle_error
    # Where a script configures no handler of its own.
    handler = _Handler(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.lastResort = handler
    # `basicConfig()` without a stream or a file.
    logging.StreamHandler.emit = _emit(logging.StreamHandler.emit, handler)


def _warn(message, category, filename, lineno, file=None, line=None):
    # What the library or this engine warns of has its line there.
    place = f" (line {lineno})" if filename == FILE else ""
    log("warn", f"{category.__name__}: {message}{place}")


def _emit(original, handler):
    def emit(self, record):
        if self.stream is ERR or self.stream is OUT:
            handler.formatter, formatter = self.formatter or handler.formatter, handler.formatter
            try:
                handler.emit(record)
            finally:
                handler.formatter = formatter
        else:
            original(self, record)

    return emit
