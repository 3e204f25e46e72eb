"""What names mean: scopes, bindings, imports, and the full name of what an expression refers to."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.structure import Function, Scope, Structure
from tensortidy.semantics.summaries import OtherFiles
from tensortidy.semantics.values import UNKNOWN, Value


@dataclass(frozen=True)
class Binding:
    """One place that gives a name its meaning in a scope.

    ``imported`` is the full name that an import binds it to. ``value`` is what a plain assignment
    ``name = value`` assigns. ``node`` is the statement, parameter or definition that binds.
    """

    node: ast.AST
    imported: str | None = None
    value: ast.expr | None = None


class Names:
    """The bindings of every scope of a module."""

    def __init__(self, structure: Structure, knowledge: Knowledge, others: OtherFiles) -> None:
        self._structure = structure
        self._knowledge = knowledge
        self._others = others
        self._scopes: dict[ast.AST, dict[str, list[Binding]]] = structure.kept()
        self._outer_names: dict[ast.AST, dict[str, type[ast.AST]]] = structure.kept()
        self._written: dict[ast.AST, str | None] = structure.kept()
        self._bindings: dict[tuple[Scope, str], tuple[Binding, ...]] = {}
        self._meanings: dict[str, str | Value] = {}
        self._frameworks: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self.star_imports: tuple[str, ...] = ()
        self._bind_module()

    def advance(self, quiet: Sequence[Function] = ()) -> None:
        """Bind the names of the module anew, where an edit may have changed them.

        ``quiet`` are functions of the top level that came or went, and that nothing else names.
        """
        self._bindings.clear()
        module = self._structure.module
        if module not in self._scopes or self._declares_outer_names:
            self.star_imports = ()
            self._bind_module()
            return
        table = self._scopes[module]
        for function in quiet:
            others = [binding for binding in table.pop(function.name, ()) if binding.node is not function]
            here = [Binding(function)] if self._structure.parent(function) is module else []
            if others or here:
                table[function.name] = [*others, *here]

    def _bind_module(self) -> None:
        self._bind_scope(self._structure.module)
        for node in self._structure.nodes(ast.Global, ast.Nonlocal) if self._declares_outer_names else ():
            self._bind_scope(self._structure.scope(node))

    @property
    def _declares_outer_names(self) -> bool:
        """Whether some scope binds names of others: ``global latest``."""
        return bool(self._structure.gathered(_declared, ast.Global, ast.Nonlocal))

    def bindings(self, name: str, at: ast.AST) -> tuple[Binding, ...]:
        """Every binding of a name as it is seen from a node, in the scope that the name belongs to."""
        key = (self._structure.scope(at), name)
        if key not in self._bindings:
            found = self.binding_scope(name, at)
            self._bindings[key] = tuple(self._table(found).get(name, ())) if found is not None else ()
        return self._bindings[key]

    def binding_scope(self, name: str, at: ast.AST) -> Scope | None:
        """The scope whose variable ``name`` is, seen from a node; None for builtins and unknown names."""
        scope: Scope = self._structure.scope(at)
        first = True
        while True:
            declared = self._outer_names.get(scope, {}).get(name)
            if declared is ast.Global:
                scope = self._structure.module
            visible = first or not isinstance(scope, ast.ClassDef)
            if visible and declared is None and name in self._table(scope):
                return scope
            if isinstance(scope, ast.Module):
                return scope if name in self._table(scope) else None
            scope = self._structure.scope(scope)
            first = False

    def locals_of(self, scope: Scope) -> dict[str, list[Binding]]:
        """The names bound in one scope."""
        return self._table(scope)

    def qualified(self, node: ast.AST) -> str | None:
        """The full dotted name of the library's thing that an expression refers to, through imports and simple aliases.

        ``F.mse_loss`` after ``import torch.nn.functional as F`` is ``torch.nn.functional.mse_loss``, also where
        another file of the project hands ``F`` on. Builtins come back bare (``open``). None where it is not known:
        rebound names, attributes of values, names defined in this project.
        """
        meaning = self._meaning(node)
        return meaning if isinstance(meaning, str) else None

    def elsewhere(self, node: ast.AST) -> Value | None:
        """What an expression refers to in another file of the project; None where it does not."""
        meaning = self._meaning(node)
        return meaning if isinstance(meaning, Value) and meaning is not UNKNOWN else None

    def definition(self, node: ast.AST) -> Function | ast.ClassDef | None:
        """The function or class of this file that a name refers to, where it is the name's only meaning."""
        if not isinstance(node, ast.Name):
            return None
        bindings = self.bindings(node.id, node)
        if len(bindings) == 1 and isinstance(bindings[0].node, Function | ast.ClassDef):
            return bindings[0].node
        return None

    def imports(self) -> frozenset[str]:
        """The full name of everything that the file imports, wherever the import stands."""
        return self._structure.gathered(_imported, ast.Import, ast.ImportFrom)

    def frameworks(self) -> frozenset[str]:
        """The frameworks that the file imports: ``torch``, ``tensorflow``, ``keras``."""
        imports = self.imports()
        if self._frameworks[0] is not imports:
            found = (name for imported in imports for name in self._knowledge.frameworks_of(imported))
            self._frameworks = imports, frozenset(found)
        return self._frameworks[1]

    # ------------------------------------------------------------ resolving

    def _meaning(self, node: ast.AST) -> str | Value | None:
        if node not in self._written:
            self._written[node] = None  # ends the recursion of `x = x`
            self._written[node] = self._write_out(node)
        name = self._written[node]
        if name is None:
            return None
        if name not in self._meanings:
            found = None if self._knowledge.is_told(name) else self._others.find(name)
            self._meanings[name] = found if isinstance(found, Value) else self._knowledge.canonical_name(found or name)
        return self._meanings[name]

    def _written_out(self, node: ast.AST) -> str | None:
        self._meaning(node)
        return self._written[node]

    def full_name(self, node: ast.AST) -> str | None:
        """The full name of what an expression refers to, as this file imports it; None for anything else."""
        return self._written_out(node)

    def full_name_of(self, bindings: Sequence[Binding]) -> str | None:
        """The full name that a name with these bindings is imported as; None where it is anything else."""
        alternatives = [binding for binding in bindings if not self._for_type_checkers(binding)] or bindings
        meanings = {self._imported(binding) for binding in alternatives}
        # `try: import x as y / except ImportError: y = None` still means x
        meanings.discard(_NOTHING)
        if len(meanings) == 1:
            return meanings.pop()
        # several imports of one name are alternatives for one thing; anything else leaves it unknown
        return alternatives[0].imported if None not in meanings else None

    def _for_type_checkers(self, binding: Binding) -> bool:
        outer = self._structure.parent(binding.node)
        test = outer.test if isinstance(outer, ast.If) and binding.node in outer.body else None
        return isinstance(test, ast.Name | ast.Attribute) and getattr(test, "id", getattr(test, "attr", "")) == (
            "TYPE_CHECKING"
        )

    def _write_out(self, node: ast.AST) -> str | None:
        """The full name of an expression as this file imports it."""
        if isinstance(node, ast.Attribute):
            base = self._written_out(node.value)
            return _under(base, node.attr) if base else None
        if not isinstance(node, ast.Name):
            return None
        bindings = self.bindings(node.id, node)
        if not bindings:
            return self._unbound(node.id)
        return self.full_name_of(bindings)

    def _imported(self, binding: Binding) -> str | None:
        if binding.imported:
            return binding.imported
        if isinstance(binding.value, ast.Constant) and binding.value.value is None:
            return _NOTHING
        if isinstance(binding.value, ast.Name | ast.Attribute):
            return self._written_out(binding.value)
        return None

    def _unbound(self, name: str) -> str | None:
        if name in _BUILTINS:
            return name
        outside: list[str] = []
        for module in reversed(self.star_imports):
            exported = self._others.star(module)
            if exported is None:
                outside.append(module)
            elif name in exported:
                return _under(module, name)
        return _under(outside[0], name) if len(outside) == 1 else None

    # ------------------------------------------------------------ collecting

    def _table(self, scope: ast.AST) -> dict[str, list[Binding]]:
        if scope not in self._scopes:
            self._bind_scope(scope)
        return self._scopes[scope]

    def _bind_scope(self, scope: ast.AST) -> None:
        table: dict[str, list[Binding]] = defaultdict(list)
        outer: dict[str, type[ast.AST]] = {}
        self._scopes[scope], self._outer_names[scope] = table, outer
        if isinstance(scope, Function | ast.Lambda):
            for parameter in parameters(scope.args):
                table[parameter.arg].append(Binding(parameter))
        for node in [node for node in self._structure.nodes_of(scope) if type(node) in _BINDING_NODES]:
            if isinstance(node, ast.Global | ast.Nonlocal):
                outer.update(dict.fromkeys(node.names, type(node)))
            elif not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
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
        elif isinstance(node, Function | ast.ClassDef):
            table[node.name].append(Binding(node))
        elif isinstance(node, ast.Name):
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
            table[node.id].append(Binding(statement or node, value=value))
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            table[node.name].append(Binding(node))


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function, in the order in which they are written."""
    extra = [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]


def full_name(node: ast.ImportFrom, alias: ast.alias) -> str:
    """What ``from module import name`` imports, as one dotted name; it begins with dots where the import does."""
    return _under("." * node.level + (node.module or ""), alias.name)


def _imported(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The full names of what some nodes import."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(full_name(node, alias) for alias in node.names)
    return frozenset(found)


def _declared(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that some functions declare to be those of a scope around them."""
    return frozenset(name for node in nodes if isinstance(node, ast.Global | ast.Nonlocal) for name in node.names)


def _under(module: str, name: str) -> str:
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


_NOTHING = "None"
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
_BUILTINS = frozenset(dir(builtins))
