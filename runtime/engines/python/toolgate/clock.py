"""Times that the C library would tell wrong: processor time, which it can't measure here, and the directives of `strftime` that
it does not know, one of which would empty the whole text."""

import os
import re
import time

from .loop import LOOP

_monotonic = time.monotonic
_strftime = time.strftime
_Times = type(os.times())


def process_time():
    """Seconds since the run began: what it waits for is in there."""
    return _monotonic() - LOOP.began


def process_time_ns():
    """The same in nanoseconds."""
    return int(process_time() * 1e9)


def times():
    """`os.times`."""
    spent = process_time()
    return _Times((spent, 0.0, 0.0, 0.0, _monotonic()))


_KNOWN = "aAbBcCdDeFgGhHIjmMnprRsStTuUVwWxXyYzZ"
# What has to be looked at: all but `%%` and what the C library knows, with the flags that it knows.
_ODD = re.compile(rf"%(?![-_0]?\d*[EO]?[{_KNOWN}]|%)")
_DIRECTIVE = re.compile(r"%([-_0^#]*)(\d*[EO]?)(.?)", re.DOTALL)
_OWN = {
    "P": lambda moment: _strftime("%p", moment).lower(),
    "k": lambda moment: f"{moment[3]:2}",
    "l": lambda moment: f"{(moment[3] + 11) % 12 + 1:2}",
}


def strftime(format, moment=None):
    """`time.strftime`, and so that of dates: as glibc has it. A directive that there is none of stays as it is."""
    if moment is None:
        moment = time.localtime()
    if not isinstance(format, str) or not _ODD.search(format):
        return _strftime(format, moment)
    return _DIRECTIVE.sub(lambda found: _directive(found, moment), format)


def _directive(found, moment):
    flags, width, name = found.groups()
    if name == "%":
        return "%"
    if name in _OWN:
        text = _OWN[name](moment)
    elif name and name in _KNOWN:
        text = _strftime("%" + "".join(flag for flag in flags if flag in "-_0")[-1:] + width + name, moment)
    else:
        return found.group()
    if "-" in flags:
        text = text.lstrip()
    elif "0" in flags:
        text = text.replace(" ", "0", 1)
    if "^" in flags:
        return text.upper()
    return text.swapcase() if "#" in flags else text


def install():
    """Puts them in their places."""
    time.process_time = time.thread_time = process_time
    time.process_time_ns = time.thread_time_ns = process_time_ns
    time.strftime = strftime
    os.times = times
