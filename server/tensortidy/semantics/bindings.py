"""Which names each scope of a module binds, and where."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from tensortidy.semantics.shapes import SCOPES
from tensortidy.semantics.structure import Function, Structure


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its meaning in a scope.

    ``imported`` is the full name that an import binds it to. ``value`` is what a plain assignment
    ``name = value`` assigns. ``node`` is the statement, parameter or definition that binds.
    """

    node: ast.AST
    imported: str | None = None
    value: ast.expr | None = None


_Tables = tuple[dict[str, list[Binding]], dict[str, type[ast.AST]]]
"""What a scope binds, and what it declares to be that of a scope around it, by the names."""


class Bindings:
    """The bindings of every scope of a module."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._scopes: dict[ast.AST, dict[str, list[Binding]]] = {}
        self._outer_names: dict[ast.AST, dict[str, type[ast.AST]]] = {}
        self._assigned: dict[ast.AST, Binding] = structure.kept(finely=True)
        self._declarations = structure.gathered(_declared, ast.Global, ast.Nonlocal)
        self.star_imports: tuple[str, ...] = ()
        self._bind_module()

    def advance(self, quiet: Sequence[Function] = ()) -> Set[str] | None:
        """Bind the names of what an edit touched anew; gives those that mean something else than before in some scope.

        ``quiet`` are functions of the top level that came or went, and that nothing else names. None where any name may
        mean something else somewhere.
        """
        module, stars = self._structure.module, self.star_imports
        touched = self._scopes.keys() & self._structure.touched
        declared = self._declarations
        self._declarations = self._structure.gathered(_declared, ast.Global, ast.Nonlocal)
        if declared or self._declarations:  # functions bind names of the module
            touched.add(module)
        before = {scope: (self._scopes.pop(scope), self._outer_names.pop(scope)) for scope in touched}
        are_others = any(map(self._is_bound_otherwise, quiet))
        if module in before or are_others:
            self._bind_module()
        else:
            for function in quiet:
                self._scopes[module].pop(function.name, None)
                if self._structure.parent(function) is module:
                    self._scopes[module][function.name] = [Binding(function)]
        there = [scope for scope in before if scope is module or self._structure.parent(scope) is not None]
        now = {scope: (self.of(scope), self._outer_names[scope]) for scope in there}
        if self.star_imports != stars or are_others:
            return None
        others = {name for scope in there for name in _others(before[scope], now[scope])}
        return {name for name in others if name is not None} if None not in others else None

    def declared(self, scope: ast.AST, name: str) -> type[ast.AST] | None:
        """Whether a scope declares a name to be that of a scope around it: ``ast.Global``, ``ast.Nonlocal``."""
        return self._outer_names.get(scope, {}).get(name)

    def _bind_module(self) -> None:
        self.star_imports = ()
        self._bind_scope(self._structure.module)
        for node in self._structure.nodes(ast.Global, ast.Nonlocal) if self._declarations else ():
            self._bind_scope(self._structure.scope(node))

    def _is_bound_otherwise(self, function: Function) -> bool:
        """Whether something else binds a function's name at the top level."""
        table = self._scopes.get(self._structure.module, {})
        return any(binding.node is not function for binding in table.get(function.name, ()))

    def of(self, scope: ast.AST) -> dict[str, list[Binding]]:
        """The bindings of one scope, by the names."""
        if scope not in self._scopes:
            self._bind_scope(scope)
        return self._scopes[scope]

    def _bind_scope(self, scope: ast.AST) -> None:
        table: dict[str, list[Binding]] = defaultdict(list)
        outer: dict[str, type[ast.AST]] = {}
        self._scopes[scope], self._outer_names[scope] = table, outer
        if isinstance(scope, Function | ast.Lambda):
            for parameter in parameters(scope.args):
                table[parameter.arg].append(self._assigned.get(parameter) or self._binding(parameter))
        for node in self._structure.nodes_of(scope, _binds):
            if isinstance(node, ast.Name):  # as nearly always: at each edit all of a function's names are bound again
                table[node.id].append(self._assigned.get(node) or self._binding(node))
            elif isinstance(node, _DECLARATIONS):
                outer.update(dict.fromkeys(node.names, type(node)))
            else:
                self._bind(node, table)
        for name, declared in outer.items():
            moved = table.pop(name, [])
            if declared is ast.Global and moved and scope is not self._structure.module:
                self._scopes[self._structure.module].setdefault(name, []).extend(moved)

    def _bind(self, node: ast.AST, table: dict[str, list[Binding]]) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                full = alias.name if alias.asname else bound
                table[bound].append(Binding(node, imported=full))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name == "*":
                    self.star_imports += ("." * node.level + (node.module or ""),)
                else:
                    table[alias.asname or alias.name].append(Binding(node, imported=full_name(node, alias)))
        elif isinstance(node, _NAMED) and node.name:
            table[node.name].append(Binding(node))

    def _binding(self, node: ast.Name | ast.arg) -> Binding:
        """The binding of a parameter, or of a name that something is assigned to; it is made once."""
        found = self._assigned[node] = Binding(node) if isinstance(node, ast.arg) else self._assignment(node)
        return found

    def _assignment(self, node: ast.Name) -> Binding:
        """The binding of a name that something is assigned to."""
        statement = self._structure.parent(node)
        value = None
        outer = self._structure.parent(statement) if isinstance(statement, ast.Tuple) else None
        if isinstance(statement, ast.Tuple) and isinstance(outer, ast.Assign) and statement in outer.targets:
            assigned = outer.value.elts if isinstance(outer.value, ast.Tuple) else []
            if len(statement.elts) == len(assigned):  # a, b = 1, 2
                value = assigned[statement.elts.index(node)]
        elif (isinstance(statement, ast.Assign) and node in statement.targets) or (
            isinstance(statement, ast.AnnAssign) and node is statement.target
        ):
            value = statement.value
        return Binding(statement or node, value=value)


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function, in the order in which they are written."""
    extra = [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def full_name(node: ast.ImportFrom, alias: ast.alias) -> str:
    """What ``from module import name`` imports, as one dotted name; it begins with dots where the import does."""
    return under("." * node.level + (node.module or ""), alias.name)


def under(module: str, name: str) -> str:
    """The full name of what a module has."""
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _binds(node: ast.AST) -> bool:
    kind = type(node)
    return kind in _BINDING_NODES and (kind is not ast.Name or not isinstance(node.ctx, ast.Load))  # type: ignore[attr-defined]


def _declared(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that some functions declare to be those of a scope around them."""
    return frozenset(name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names)


def _others(before: _Tables, now: _Tables) -> Iterator[str | None]:
    """The names that mean something else in a scope than before; None for one of a scope in it.

    What is in a scope that came or went may have been in another one.
    """
    (old, old_outer), (new, new_outer) = before, now
    if old != new or old_outer != new_outer:
        for name in old.keys() | new.keys() | old_outer.keys() | new_outer.keys():
            then, here = old.get(name, []), new.get(name, [])
            if then != here or old_outer.get(name) != new_outer.get(name):
                is_scope = any(type(binding.node) in SCOPES for binding in (*then, *here))
                yield name if not is_scope else None


_DECLARATIONS = (ast.Global, ast.Nonlocal)
_NAMED = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar
)  # fmt: skip
_BINDING_NODES = frozenset((
    ast.Name,
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Global,
    ast.Nonlocal,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
))  # fmt: skip
