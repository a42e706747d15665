"""A script with a `return` at the top level: its body becomes an async function, and means what it means in a module."""

import ast
import types

from .source import compiled

# What the code leaves behind, and what it calls, in the script's globals.
BODY = "__tg_body__"
STAR = "__tg_star__"

_NO_ARGUMENTS = ast.arguments([], [], None, [], [], None, [])
_START = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}


def function(tree, text):
    """The code of a module that defines `BODY`, which declares what it binds as global."""
    body, head = tree.body, []
    if "import" in text:
        _Stars().visit(tree)
    while body and _is_head(body[0]):
        head.append(body.pop(0))
    body_of = ast.AsyncFunctionDef(BODY, _NO_ARGUMENTS, body or [ast.Pass(**_START)], [], None, None, [], **_START)
    module = ast.Module([*head, body_of], [])
    code = compiled(module)
    draft = code_of(code)
    names = {name for name in draft.co_varnames + draft.co_cellvars if name.isidentifier()}
    looks = [name for name in _SCOPES if name in draft.co_names and name not in names]
    if looks:
        _Scopes(looks).visit(body_of)
    if names:
        body_of.body = [ast.Global(sorted(names), **_START), *body_of.body]
    try:
        code = compiled(module) if names or looks else code
    except SyntaxError:
        # A global name can't be annotated, which the draft was free to do.
        _Plain().visit(body_of)
        code = compiled(module)
    own = code_of(code)
    # As tracebacks call the top level of a module.
    named = own.replace(co_name="<module>", co_qualname="<module>")
    return code.replace(co_consts=tuple(named if constant is own else constant for constant in code.co_consts))


def code_of(module):
    """The code of the function that the module defines."""
    return next(constant for constant in module.co_consts if isinstance(constant, types.CodeType))


def _is_head(node):
    """Whether that stands before everything else in a module: its docstring, and what it wants from the future."""
    if type(node) is ast.ImportFrom:
        return node.module == "__future__"
    return type(node) is ast.Expr and type(node.value) is ast.Constant and type(node.value.value) is str


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


# What looks at the names where it is called, and with how many arguments it does.
_SCOPES = {"locals": 0, "vars": 0, "dir": 0, "exec": 1, "eval": 1}


class _Scopes(_Outermost):
    """In a module, what looks at the names where it is called looks at the module's."""

    def __init__(self, names):
        self._names = names

    def visit_Call(self, node):
        self.generic_visit(node)
        name = node.func.id if type(node.func) is ast.Name else None
        if name not in self._names or len(node.args) != _SCOPES[name] or node.keywords:
            return node
        own = _at(ast.Call(_at(ast.Name("globals", ast.Load()), node), [], []), node)
        if name == "dir":
            return _at(ast.Call(_at(ast.Name("sorted", ast.Load()), node), [own], []), node)
        return _at(ast.Call(node.func, [*node.args, own], []), node) if node.args else own


class _Stars(_Outermost):
    """Only a module may import everything of another one: a call does that here."""

    def visit_ImportFrom(self, node):
        if node.names[0].name != "*":
            return node
        call = ast.parse(f"{STAR}({node.module!r})").body[0]
        for part in ast.walk(call):
            ast.copy_location(part, node)
        return call


def _at(node, other):
    return ast.copy_location(node, other)
