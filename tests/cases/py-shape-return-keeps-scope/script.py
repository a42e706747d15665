"""Docs."""
from __future__ import annotations

x = 5
exec("y = x + 1")
text = "{x} {y}".format(**locals())
known = {name: value for name, value in vars().items() if name in ("x", "y")}


def inside():
    z = 1
    return sorted(locals()), eval("z")


if "x" in locals() and "y" in dir():
    return [__doc__, text, known, eval("x + y"), inside(), "z" in dir()]
return "missing"
