"""Texts that do not parse for their indentation alone: each is read as it was meant. Places stay those of the text."""

import ast
import re

from .source import lines_of, parse

_INDENT = re.compile(r"[ \t]*")
_BLANK = re.compile(r"\s*(#.*)?")


def mended(text):
    """The tree that was meant; None where it is not the indentation."""
    for meant in (_indented, _cut_off, _tabs):
        try:
            tree = meant(text)
        except SyntaxError:
            continue
        if tree is not None:
            return tree
    return None


def _indented(text):
    """The whole of it is indented."""
    first = next((line for line in lines_of(text) if not _BLANK.fullmatch(line)), "")
    return _in_block(text, {}) if first[:1].isspace() else None


def _cut_off(text):
    """All but its first line is indented: what a text is that was cut out of an indented one."""
    lines = lines_of(text)
    start = next((index for index, line in enumerate(lines) if not _BLANK.fullmatch(line)), None)
    if start is None or lines[start][:1].isspace():
        return None
    rest = [line for line in lines[start + 1 :] if line.strip()]
    if not rest or lines[start].rstrip().endswith(":"):
        return None
    margin = min((_INDENT.match(line).group() for line in rest), key=len)
    if not margin:
        return None
    lines[start] = margin + lines[start]
    return _in_block("\n".join(lines), {start + 1: -len(margin)})


def _in_block(text, columns):
    tree = parse("if 1:\n" + text)
    tree.body = tree.body[0].body + tree.body[1:]
    return _moved(tree, -1, columns)


def _tabs(text):
    """Its tabs and spaces are mixed: as an editor shows them, or else as Python 2 read them."""
    if "\t" not in text:
        return None
    for width in (4, 8):
        try:
            return _with_tabs_of(width, lines_of(text))
        except SyntaxError:
            continue
    return None


def _with_tabs_of(width, lines):
    # What lies within a text of several lines is no margin, and where such texts are is known once it parses.
    inside = _inside_texts(parse("\n".join(_leading(line, width) for line in lines)))
    meant = [line if number in inside else _leading(line, width) for number, line in enumerate(lines, 1)]
    columns = {number: len(own) - len(line) for number, (own, line) in enumerate(zip(lines, meant), 1)}
    return _moved(parse("\n".join(meant)), 0, columns)


def _inside_texts(tree):
    texts = [node for node in ast.walk(tree) if isinstance(node, (ast.Constant, ast.JoinedStr, ast.TemplateStr))]
    return {line for node in texts for line in range(node.lineno + 1, node.end_lineno + 1)}


def _leading(line, width):
    margin = _INDENT.match(line).group()
    return margin.expandtabs(width) + line[len(margin) :]


def _moved(tree, lines, columns):
    """The tree with its places moved by `lines`, and in each line that `columns` names by so many columns."""
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno += lines
            node.end_lineno += lines
            node.col_offset = max(node.col_offset + columns.get(node.lineno, 0), 0)
            node.end_col_offset = max(node.end_col_offset + columns.get(node.end_lineno, 0), 0)
    return tree
