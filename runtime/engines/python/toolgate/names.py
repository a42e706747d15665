"""Which function a name means, by Python's scopes. Knows the tree only: what is bound more than once, or by more than its `def`,
means none for certain."""

import ast
import collections

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def functions(tree):
    """The nodes of functions whose name means them for certain where it is known at all, and by the identity of each name that
    is read and means one: which."""
    reader = _Reader()
    reader.visit(tree)
    certain = {node for scope in reader.scopes for name, node in scope.functions.items() if scope.bound[name] == 1}
    meant = ((name, scope.meaning(name.id)) for name, scope in reader.read)
    return certain, {id(name): node for name, node in meant if node is not None}


class _Scope:
    def __init__(self, parent, is_class=False):
        self._parent = parent
        self._is_class = is_class
        self.bound = collections.Counter()
        self.functions = {}

    def define(self, node):
        self.bound[node.name] += 1
        if not self._is_class:
            self.functions[node.name] = node

    def outer(self):
        """The scopes around it that names are looked up in."""
        scope = self._parent
        while scope is not None:
            if not scope._is_class:
                yield scope
            scope = scope._parent

    def meaning(self, name):
        for scope in (self, *self.outer()):
            if name in scope.bound:
                return scope.functions.get(name) if scope.bound[name] == 1 else None
        return None


class _Reader(ast.NodeVisitor):
    def __init__(self):
        self._scope = _Scope(None)
        self.scopes = [self._scope]
        # Names that are read, and where.
        self.read = []

    def _within(self, nodes, is_class=False):
        self._scope = _Scope(self._scope, is_class)
        self.scopes.append(self._scope)
        for node in nodes:
            self.visit(node)
        self._scope = self._scope._parent

    def visit_FunctionDef(self, node):
        self._scope.define(node)
        for outer in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outer)
        self._within([*_parameters(node.args), *node.body])

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for outer in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outer)
        self._within([*_parameters(node.args), node.body])

    def visit_ClassDef(self, node):
        self._scope.bound[node.name] += 1
        for outer in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(outer)
        self._within(node.body, is_class=True)

    def generic_visit(self, node):
        if isinstance(node, _COMPREHENSIONS):
            return self._within(ast.iter_child_nodes(node))
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            # It may be bound from here.
            for scope in self._scope.outer():
                scope.bound.update(node.names)
        for name in _bound_by(node):
            self._scope.bound[name] += 1
        super().generic_visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.read.append((node, self._scope))
        else:
            self._scope.bound[node.id] += 1


def _parameters(arguments):
    single = filter(None, (arguments.vararg, arguments.kwarg))
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *single]


def _bound_by(node):
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, ast.alias):
        return ((node.asname or node.name).partition(".")[0],)
    name = getattr(node, "name", None) or getattr(node, "rest", None)
    return (name,) if isinstance(name, str) and isinstance(node, (ast.ExceptHandler, ast.pattern)) else ()
