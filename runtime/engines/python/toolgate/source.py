"""The script's own name and text, and how the compiler is told of them. What it knows of places, it says to whatever shows one."""

import ast
import re

# What tracebacks call it. A name without angle brackets: linecache asks the script's loader for such a file only.
FILE = "script.py"

_ASYNC = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_PARSE = ast.PyCF_ONLY_AST | _ASYNC
# What ends a line for the parser; `str.splitlines` knows more.
_END = re.compile(r"\r\n|\r|\n")


class Loader:
    """The script as tracebacks read it."""

    text = ""

    def get_source(self, name=None):
        return self.text


LOADER = Loader()


def parse(text):
    """The text's tree; raises SyntaxError."""
    return compile(text, FILE, "exec", flags=_PARSE, dont_inherit=True)


def compiled(tree):
    """The code of a module's tree; raises SyntaxError."""
    return compile(tree, FILE, "exec", flags=_ASYNC, dont_inherit=True)


def lines_of(text):
    """The lines as the parser counts them, without their ends."""
    return _END.split(text)


def error_at(node, message):
    """A SyntaxError about a node."""
    line = (lines_of(LOADER.text)[node.lineno - 1 : node.lineno] or [""])[0]
    before = line.encode("utf-8", "replace")[: node.col_offset].decode("utf-8", "replace")
    return SyntaxError(message, (FILE, node.lineno, len(before) + 1, line))
