"""From a script's text to code, whatever shape its author chose: statements with a `return`, a last expression, a `result`, a
function, a whole program that ends with `asyncio.run(main())`. Places stay those of the text. Never runs anything."""

import ast
import re
import types

from . import blocking
from .source import FILE

# What the code calls, and what it leaves behind, in the script's globals.
VALUE = "__tg_value__"
BODY = "__tg_body__"
STAR = "__tg_star__"

_ASYNC = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_PARSE = ast.PyCF_ONLY_AST | _ASYNC
_INDENT = re.compile(r"[ \t]*")
_BLANK = re.compile(r"\s*(#.*)?")
_MAIN = "main"


class Shape:
    """What to run, and what of it is the result."""

    def __init__(self, code, returns, mains):
        # The code of a module.
        self.code = code
        # Whether running it only defines `BODY`, an async function that returns the result.
        self.returns = returns
        # The function that is called where nothing else is the result: `main`, or the only one; None where there is none.
        self.mains = mains


def parse(text):
    """The script's shape.

    Raises SyntaxError."""
    tree = _tree(text)
    body = tree.body
    if "run" in text:
        blocking.rewrite(tree)
    returns = False
    if "return" in text:
        for statement in body:
            if _returns(statement):
                returns = True
                break
    _take_last(body, returns)
    main = _main(tree) if "def " in text else None
    if returns:
        return Shape(_function(tree, text), True, None)
    return Shape(_compile(tree), False, main)


def _compile(tree):
    return compile(tree, FILE, "exec", flags=_ASYNC, dont_inherit=True)


def _tree(text):
    """The text's tree. Where it does not parse for its indentation alone, it is read as it was meant."""
    try:
        return _parse(text)
    except IndentationError as error:
        for meant in (_indented, _cut_off, _tabs):
            try:
                tree = meant(text)
            except SyntaxError:
                continue
            if tree is not None:
                return tree
        raise error


def _parse(text):
    return compile(text, FILE, "exec", flags=_PARSE, dont_inherit=True)


def _indented(text):
    """The whole of it is indented."""
    first = next((line for line in text.splitlines() if not _BLANK.fullmatch(line)), "")
    if not first[:1].isspace():
        return None
    tree = _parse("if 1:\n" + text)
    tree.body = tree.body[0].body + tree.body[1:]
    return _moved(tree, -1, 0, 0)


def _cut_off(text):
    """All but its first line is indented: what a text is that was cut out of an indented one."""
    lines = text.splitlines()
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
    tree = _parse("if 1:\n" + "\n".join(lines))
    tree.body = tree.body[0].body + tree.body[1:]
    return _moved(tree, -1, start + 1, -len(margin))


def _tabs(text):
    """Its tabs and spaces are mixed: as an editor shows them, or else as Python 2 read them."""
    if "\t" not in text:
        return None
    for width in (4, 8):
        try:
            return _parse("\n".join(_leading(line, width) for line in text.splitlines()))
        except SyntaxError:
            continue
    return None


def _leading(line, width):
    margin = _INDENT.match(line).group()
    return margin.expandtabs(width) + line[len(margin) :]


def _moved(tree, lines, at, columns):
    """The tree with its places moved by `lines`, and those in line `at` by `columns`."""
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno += lines
            node.end_lineno += lines
            if node.lineno == at:
                node.col_offset = max(node.col_offset + columns, 0)
            if node.end_lineno == at:
                node.end_col_offset = max(node.end_col_offset + columns, 0)
    return tree


_BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _returns(statement):
    """Whether a `return` of the top level is in there."""
    kind = type(statement)
    if kind is ast.Return:
        return True
    if kind is ast.Expr or kind is ast.Assign or kind in _FUNCTIONS:
        return False
    for name in _BODIES:
        for inner in getattr(statement, name, ()):
            if _returns(inner):
                return True
    return False


def _take_last(body, returns, awaits=False):
    """The value of the last expression is kept, or returned; with `awaits` only that of an await: inside of a `with` or a `try`,
    anything else is there for what it does."""
    if not body:
        return
    last = body[-1]
    if isinstance(last, ast.Return):
        return
    if isinstance(last, ast.Expr):
        if awaits and not isinstance(last.value, ast.Await):
            return
        place = {
            "lineno": last.lineno,
            "col_offset": last.col_offset,
            "end_lineno": last.end_lineno,
            "end_col_offset": last.end_col_offset,
        }
        if returns:
            body[-1] = ast.Return(last.value, **place)
        else:
            body[-1] = ast.Assign([ast.Name(VALUE, ast.Store(), **place)], last.value, **place)
    elif isinstance(last, ast.If):
        _take_last(last.body, returns, awaits)
        _take_last(last.orelse, returns, awaits)
    elif isinstance(last, (ast.With, ast.AsyncWith)):
        _take_last(last.body, returns, True)
    elif isinstance(last, ast.Try):
        _take_last(last.orelse or last.body, returns, True)


def _main(tree):
    """The function that is meant to be called: `main`, or the only one, where nothing refers to it."""
    functions = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    if not functions:
        return None
    unused = dict(functions)
    for statement in tree.body:
        own = statement.name if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) else None
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id != own:
                unused.pop(node.id, None)
        if not unused:
            return None
    if _MAIN in unused:
        return _MAIN
    return next(iter(unused)) if len(unused) == 1 else None


_NO_ARGUMENTS = ast.arguments([], [], None, [], [], None, [])
_START = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}


def _function(tree, text):
    """The module whose body is an async function that declares what it binds as global: a `return` of the top level is one
    there, and names are still the module's."""
    body, futures = tree.body, []
    if "import" in text:
        _Stars().visit(tree)
        futures = [node for node in body if type(node) is ast.ImportFrom and node.module == "__future__"]
        body = [node for node in body if node not in futures]
    function = ast.AsyncFunctionDef(BODY, _NO_ARGUMENTS, body, [], None, None, [], **_START)
    module = ast.Module([*futures, function], [])
    code = _compile(module)
    draft = _code_of(code)
    names = {name for name in draft.co_varnames + draft.co_cellvars if name.isidentifier()}
    if names:
        function.body = [ast.Global(sorted(names), **_START), *body]
        try:
            code = _compile(module)
        except SyntaxError:
            # A global name can't be annotated, which the draft was free to do.
            _Plain().visit(function)
            code = _compile(module)
    own = _code_of(code)
    # As tracebacks call the top level of a module.
    named = own.replace(co_name="<module>", co_qualname="<module>")
    return code.replace(co_consts=tuple(named if constant is own else constant for constant in code.co_consts))


def _code_of(module):
    """The code of the function that the module defines."""
    return next(constant for constant in module.co_consts if isinstance(constant, types.CodeType))


class _Outermost(ast.NodeTransformer):
    """Looks at what a module's own level holds, and not into its functions and classes."""

    def _not_inside(self, node):
        return node

    visit_FunctionDef = visit_ClassDef = visit_Lambda = _not_inside

    def visit_AsyncFunctionDef(self, node):
        return self.generic_visit(node) if node.name == BODY else node


class _Plain(_Outermost):
    """Assigns without the annotation."""

    def visit_AnnAssign(self, node):
        if type(node.target) is not ast.Name:
            return node
        plain = ast.Pass() if node.value is None else ast.Assign([node.target], node.value)
        return ast.copy_location(plain, node)


class _Stars(_Outermost):
    """Only a module may import everything of another one: a call does that here."""

    def visit_ImportFrom(self, node):
        if node.names[0].name != "*":
            return node
        call = ast.parse(f"{STAR}({node.module!r})").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, node)
        return call
