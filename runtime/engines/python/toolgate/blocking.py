"""Programs that start an event loop: `asyncio.run(main())` becomes an await, since the loop is running already and nothing here
can wait without it. Knows the tree and nothing of what it means."""

import ast

# What an awaited program is called by.
RUN = "__tg_run__"

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def rewrite(tree):
    """Makes awaits of what would start a loop: at the top level, in async functions, and in functions of the top level, which
    become async, as do those that call them by name."""
    names = _imported(tree)
    if not any(_starts(node, names) for node in ast.walk(tree)):
        return
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and not _yields(node)}
    blocking = set()
    while True:
        more = {
            name
            for name, node in functions.items()
            if name not in blocking and any(_blocks(inner, names, blocking) for inner in _own(node.body))
        }
        if not more:
            break
        blocking |= more
    _Rewriter(names, blocking).visit(tree)


def _imported(tree):
    """The names by which `asyncio.run` was imported."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "asyncio":
            found.update(alias.asname or alias.name for alias in node.names if alias.name == "run")
    return found


def _starts(node, names):
    """Whether that is a call that starts a loop."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Name):
        return function.id in names
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr == "run_until_complete":
        return True
    return function.attr == "run" and isinstance(function.value, ast.Name) and function.value.id in ("asyncio", "anyio", "aio")


def _blocks(node, names, blocking):
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in blocking
    return called or _starts(node, names)


def _own(body):
    """The nodes of a body that are not inside of a further function."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _FUNCTIONS):
            waiting.extend(ast.iter_child_nodes(node))


def _yields(function):
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _own(function.body))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, names, blocking):
        self._names = names
        self._blocking = blocking
        self._depth = 0
        # Whether an await may stand here.
        self._awaits = True

    def _inside(self, node, awaits):
        before, self._awaits = self._awaits, awaits
        self._depth += 1
        self.generic_visit(node)
        self._depth -= 1
        self._awaits = before
        return node

    def visit_FunctionDef(self, node):
        if self._depth == 0 and node.name in self._blocking:
            self._inside(node, True)
            fields = {name: getattr(node, name) for name in node._fields}
            return ast.copy_location(ast.AsyncFunctionDef(**fields), node)
        return self._inside(node, False)

    def visit_AsyncFunctionDef(self, node):
        return self._inside(node, True)

    def visit_ClassDef(self, node):
        return self._inside(node, False)

    def visit_Lambda(self, node):
        return self._inside(node, False)

    def visit_Call(self, node):
        self.generic_visit(node)
        if not self._awaits:
            return node
        if _starts(node, self._names):
            name = ast.copy_location(ast.Name(RUN, ast.Load()), node.func)
            call = ast.copy_location(ast.Call(name, node.args, node.keywords), node)
            return ast.copy_location(ast.Await(call), node)
        if _blocks(node, self._names, self._blocking):
            return ast.copy_location(ast.Await(node), node)
        return node
