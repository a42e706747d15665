"""From a script's text to code, whatever shape its author chose: statements with a `return`, a last expression, a `result`, a
function, a whole program that ends with `asyncio.run(main())`. Places stay those of the text. Never runs anything."""

import ast

from . import blocking, body, indent, source

# What the code calls, and what it leaves behind, in the script's globals.
VALUE = "__tg_value__"
ASK = "__tg_ask__"

_MAIN = "main"


class Shape:
    """What to run, and what of it is the result."""

    def __init__(self, code, returns, mains):
        # The code of a module.
        self.code = code
        # Whether running it only defines `body.BODY`, an async function that returns the result.
        self.returns = returns
        # The function that is called where nothing else is the result; None where there is none.
        self.mains = mains


def parse(text):
    """The script's shape.

    Raises SyntaxError."""
    tree = _tree(text)
    statements = tree.body
    if "run" in text:
        blocking.rewrite(tree)
    if "input(" in text:
        _Asks().visit(tree)
    returns = False
    if "return" in text:
        for statement in statements:
            if _returns(statement):
                returns = True
                break
    main = _main(statements) if "def " in text and not returns else None
    _take_last(statements, returns)
    if returns:
        return Shape(body.function(tree, text), True, None)
    return Shape(source.compiled(tree), False, main)


def _tree(text):
    """The text's tree. Where it does not parse for its indentation alone, it is read as it was meant."""
    try:
        return source.parse(text)
    except IndentationError as error:
        tree = indent.mended(text)
        if tree is None:
            raise error
        return tree


class _Asks(ast.NodeTransformer):
    """`input` is data here, and what is called by that name is looked at first."""

    def visit_Call(self, node):
        self.generic_visit(node)
        if type(node.func) is ast.Name and node.func.id == "input":
            looks = ast.copy_location(ast.Name(ASK, ast.Load()), node)
            node.func = ast.copy_location(ast.Call(looks, [node.func], []), node)
        return node


_BODIES = ("body", "orelse", "handlers", "finalbody", "cases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, ast.Lambda)


def _returns(statement):
    """Whether a `return` of the top level is in there."""
    kind = type(statement)
    if kind is ast.Return:
        return True
    if kind is ast.Expr or kind is ast.Assign or kind in _SCOPES:
        return False
    for name in _BODIES:
        for inner in getattr(statement, name, ()):
            if _returns(inner):
                return True
    return False


def _take_last(statements, returns, awaits=False):
    """The value of the last expression is kept, or returned; with `awaits` only that of an await: inside of a `with` or a `try`,
    anything else is there for what it does."""
    if not statements:
        return
    last = statements[-1]
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
            statements[-1] = ast.Return(last.value, **place)
        else:
            statements[-1] = ast.Assign([ast.Name(VALUE, ast.Store(), **place)], last.value, **place)
    elif isinstance(last, ast.If):
        _take_last(last.body, returns, awaits)
        _take_last(last.orelse, returns, awaits)
    elif isinstance(last, (ast.With, ast.AsyncWith)):
        _take_last(last.body, returns, True)
    elif isinstance(last, ast.Try):
        _take_last(last.orelse or last.body, returns, True)


def _main(statements):
    """The function that is meant to be called, since nothing refers to it and no last expression is the result: `main`; or the
    only one, in a script that does nothing else."""
    functions = {node.name: node for node in statements if isinstance(node, _FUNCTIONS)}
    if not functions or type(statements[-1]) is ast.Expr:
        return None
    for statement in statements:
        own = statement.name if isinstance(statement, _FUNCTIONS) else None
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id != own:
                functions.pop(node.id, None)
        if not functions:
            return None
    if _MAIN in functions:
        return _MAIN
    if len(functions) > 1:
        return None
    (name, function), = functions.items()
    return name if not function.decorator_list and _only_defines(statements) else None


_IMPORTS = (ast.Import, ast.ImportFrom)
_ASSIGNMENTS = (ast.Assign, ast.AnnAssign)


def _only_defines(statements):
    """Whether the statements do nothing but import, define, and name what is constant."""
    imported = set()
    for statement in statements:
        if isinstance(statement, _IMPORTS):
            imported.update((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        elif isinstance(statement, _ASSIGNMENTS):
            if not all(_is_constant(node, imported) for node in ast.walk(statement.value or statement.target)):
                return False
        elif not isinstance(statement, (*_FUNCTIONS, ast.ClassDef)) and not _is_docstring(statement):
            return False
    return True


def _is_docstring(statement):
    return type(statement) is ast.Expr and type(statement.value) is ast.Constant


def _is_constant(node, imported):
    """Whether a part of a value does nothing: calls are those of modules, such as `re.compile`."""
    if isinstance(node, ast.Call):
        function = node.func
        while isinstance(function, ast.Attribute):
            function = function.value
        return isinstance(function, ast.Name) and function.id in imported - {"tools", "toolgate"}
    return not isinstance(node, (ast.Await, ast.NamedExpr))
