"""Time zones: read once, before the snapshot, since no file is there when a script runs."""

import io
import os
import zoneinfo
from zoneinfo import _common

_zones = {}


def load():
    """Reads the zones of the package `tzdata`, and lets `zoneinfo` find them."""
    import tzdata

    root = os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")
    for folder, _, files in os.walk(root):
        for file in files:
            path = os.path.join(folder, file)
            with open(path, "rb") as data:
                content = data.read()
            if content.startswith(b"TZif"):
                _zones[os.path.relpath(path, root).replace(os.sep, "/")] = content
    _common.load_tzdata = _open
    zoneinfo.available_timezones = lambda: set(_zones)
    zoneinfo.reset_tzpath = lambda to=None: None
    zoneinfo.TZPATH = ()


def _open(key):
    try:
        return io.BytesIO(_zones[key])
    except KeyError:
        raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}") from None
