"""Programs that start an event loop: `asyncio.run(main())` becomes an await, since the loop is running already and nothing here
can wait without it. What would wait where no await can stand, and not say so, is an error. Knows the tree and nothing of what it
means."""

import ast

from . import names, source

# What an awaited program is called by.
RUN = "__tg_run__"

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, ast.Lambda)
_LOOPS = ("asyncio", "anyio")
# What takes all of an iterator before it returns.
_EXHAUST = {"list", "tuple", "set", "frozenset", "dict", "sum", "min", "max", "sorted"}


def rewrite(tree):
    """Makes awaits of what would start a loop: at the top level, in async functions, and in functions that are known by one
    name, which become async, as do those that call them.

    Raises SyntaxError where such a function is not called but passed on."""
    starts = _Starts(tree)
    if not any(starts.at(node) for node in ast.walk(tree)):
        return
    functions, meaning = names.functions(tree)
    known = _Known(starts, meaning)
    functions = {node for node in functions if isinstance(node, ast.FunctionDef) and not _yields(node)}
    while True:
        more = [node for node in functions - known.blocking if any(known.waits(inner) for inner in _own(node.body))]
        if not more:
            break
        known.blocking.update(more)
    _Rewriter(known).visit(tree)


class _Starts:
    """By which names a program starts a loop."""

    def __init__(self, tree):
        # Of `asyncio`, of its function `run`, of its class `Runner`, and of what that class makes.
        self._modules = {"asyncio", "anyio", "aio"}
        self._runs, self._classes, self._runners = set(), set(), set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self._modules.update(alias.asname for alias in node.names if alias.asname and alias.name in _LOOPS)
            elif isinstance(node, ast.ImportFrom) and node.module in _LOOPS:
                self._runs.update(alias.asname or alias.name for alias in node.names if alias.name == "run")
                self._classes.update(alias.asname or alias.name for alias in node.names if alias.name == "Runner")
        for node in ast.walk(tree):
            if isinstance(node, ast.withitem) and self._makes_runner(node.context_expr):
                self._add_runner(node.optional_vars)
            elif isinstance(node, ast.Assign) and self._makes_runner(node.value):
                self._add_runner(node.targets[0])

    def _makes_runner(self, node):
        if not isinstance(node, ast.Call):
            return False
        made = node.func
        return self._of_module(made, "Runner") or isinstance(made, ast.Name) and made.id in self._classes

    def _add_runner(self, target):
        if isinstance(target, ast.Name):
            self._runners.add(target.id)

    def _of_module(self, node, attribute):
        named = isinstance(node, ast.Attribute) and node.attr == attribute and isinstance(node.value, ast.Name)
        return named and node.value.id in self._modules

    def at(self, node):
        """Whether that is a call that starts a loop."""
        if not isinstance(node, ast.Call):
            return False
        function = node.func
        if isinstance(function, ast.Name):
            return function.id in self._runs
        if not isinstance(function, ast.Attribute):
            return False
        if function.attr == "run_until_complete" or self._of_module(function, "run"):
            return True
        return function.attr == "run" and isinstance(function.value, ast.Name) and function.value.id in self._runners


class _Known:
    """The functions that wait by `asyncio.run`, or by calling one that does."""

    def __init__(self, starts, meaning):
        self._starts = starts
        self._meaning = meaning
        self.blocking = set()

    def is_named(self, node):
        """Whether a name means one of them."""
        return self._meaning.get(id(node)) in self.blocking

    def is_called(self, node):
        """Whether that is a call of one of them."""
        return isinstance(node, ast.Call) and self.is_named(node.func)

    def starts(self, node):
        return self._starts.at(node)

    def waits(self, node):
        return self.starts(node) or self.is_called(node)


def _own(body):
    """The nodes of a body that are not inside of a further function."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def _yields(function):
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _own(function.body))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, known):
        self._known = known
        # Whether an await may stand here.
        self._awaits = True

    def _inside(self, node, awaits):
        before, self._awaits = self._awaits, awaits
        self.generic_visit(node)
        self._awaits = before
        return node

    def visit_FunctionDef(self, node):
        if node not in self._known.blocking:
            return self._inside(node, False)
        if node.decorator_list:
            raise _passed_on(node, node.name)
        self._inside(node, True)
        fields = {name: getattr(node, name) for name in node._fields}
        return ast.copy_location(ast.AsyncFunctionDef(**fields), node)

    def visit_AsyncFunctionDef(self, node):
        return self._inside(node, True)

    def visit_ClassDef(self, node):
        return self._inside(node, False)

    def visit_Lambda(self, node):
        return self._inside(node, False)

    def visit_GeneratorExp(self, node):
        if any(self._known.waits(inner) for inner in _later(node)):
            raise source.error_at(
                node, "a generator can't wait for a coroutine, as this one would by asyncio.run: make it a list, [… for …]"
            )
        return self.generic_visit(node)

    def visit_Name(self, node):
        if self._known.is_named(node):
            raise _passed_on(node, node.id)
        return node

    def visit_Call(self, node):
        self._make_list(node)
        if self._awaits and self._known.starts(node):
            self.generic_visit(node)
            name = ast.copy_location(ast.Name(RUN, ast.Load()), node.func)
            call = ast.copy_location(ast.Call(name, node.args, node.keywords), node)
            return ast.copy_location(ast.Await(call), node)
        if self._awaits and self._known.is_called(node):
            node.args = [self.visit(argument) for argument in node.args]
            node.keywords = [self.visit(keyword) for keyword in node.keywords]
            return ast.copy_location(ast.Await(node), node)
        return self.generic_visit(node)

    def _make_list(self, node):
        """A generator that waits may be a list where its caller takes all of it at once."""
        first = node.args[0] if node.args else None
        if not isinstance(first, ast.GeneratorExp) or not any(self._known.waits(inner) for inner in _later(first)):
            return
        taker = node.func
        joins = isinstance(taker, ast.Attribute) and taker.attr == "join"
        if joins or isinstance(taker, ast.Name) and taker.id in _EXHAUST:
            node.args[0] = ast.copy_location(ast.ListComp(first.elt, first.generators), first)


def _later(generator):
    """What of a generator is computed when it is asked for its items."""
    first = generator.generators[0]
    return _own([generator.elt, *first.ifs, *generator.generators[1:]])


def _passed_on(node, name):
    return source.error_at(
        node,
        f"{name}() waits for a coroutine by asyncio.run, which is an await here, so it can only be called by its name where an await can "
        "stand, and not be passed on, be it to map() or to a decorator: make it `async def`, and await it",
    )
