"""What names mean: scopes, bindings, imports, and the full name of what an expression refers to."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.bindings import Binding, Bindings, full_name, under
from tensortidy.semantics.structure import Function, Scope, Structure
from tensortidy.semantics.summaries import OtherFiles
from tensortidy.semantics.values import UNKNOWN, Value


class Names:
    """What the names of one module refer to."""

    def __init__(self, structure: Structure, knowledge: Knowledge, others: OtherFiles) -> None:
        self._structure = structure
        self._knowledge = knowledge
        self._others = others
        self._scopes = Bindings(structure)
        self._written: dict[ast.AST, str | None] = structure.kept(finely=True)
        self._read: dict[str, list[ast.Name]] = {}
        """Where names stand that have been written out; what is gone meanwhile may be among it."""
        self._bindings: dict[ast.AST, dict[str, tuple[Binding, ...]]] = structure.kept(finely=True)
        self._meanings: dict[str, str | Value] = {}
        self._frameworks: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    @property
    def star_imports(self) -> tuple[str, ...]:
        """The modules of which everything is imported: ``from torch import *``."""
        return self._scopes.star_imports

    def advance(self, quiet: Sequence[Function] = ()) -> None:
        """Bind names anew, where an edit may have changed them; ``quiet`` as in ``Bindings.advance``."""
        others = self._scopes.advance(quiet)
        if others is None:
            for answers in (self._bindings, self._written, self._read):
                answers.clear()
            return
        pending, known = [*others], {*others}
        while pending:
            name = pending.pop()
            for table in self._bindings.values():
                table.pop(name, None)
            aliases = {alias for node in self._read.pop(name, ()) for alias in self._forget(node)}
            pending += aliases - known
            known |= aliases

    def _forget(self, name: ast.Name) -> Iterator[str]:
        """Forget what is written where a name stands; gives those that may mean the same: ``y = x.z``."""
        node: ast.AST | None = name
        while isinstance(node, ast.Name | ast.Attribute):
            self._written.pop(node, None)
            node = self._structure.parent(node)
        node = self._structure.parent(node) if isinstance(node, ast.Tuple) else node
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (it.id for target in targets for it in ast.walk(target) if isinstance(it, ast.Name))

    def bindings(self, name: str, at: ast.AST) -> tuple[Binding, ...]:
        """Every binding of a name as it is seen from a node, in the scope that the name belongs to."""
        known = self._bindings.setdefault(self._structure.scope(at), {})
        if name not in known:
            found = self.binding_scope(name, at)
            known[name] = tuple(self._scopes.of(found).get(name, ())) if found is not None else ()
        return known[name]

    def binding_scope(self, name: str, at: ast.AST) -> Scope | None:
        """The scope whose variable ``name`` is, seen from a node; None for builtins and unknown names."""
        scope: Scope = self._structure.scope(at)
        first = True
        while True:
            declared = self._scopes.declared(scope, name)
            if declared is ast.Global:
                scope = self._structure.module
            visible = first or not isinstance(scope, ast.ClassDef)
            if visible and declared is None and name in self._scopes.of(scope):
                return scope
            if isinstance(scope, ast.Module):
                return scope if name in self._scopes.of(scope) else None
            scope = self._structure.scope(scope)
            first = False

    def locals_of(self, scope: Scope) -> dict[str, list[Binding]]:
        """The names bound in one scope."""
        return self._scopes.of(scope)

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
        name = self._written[node] if node in self._written else self._written_out(node)  # nothing is asked as often
        if name is None:
            return None
        meaning = self._meanings.get(name)
        if meaning is None:
            found = None if self._knowledge.is_told(name) else self._others.find(name)
            meaning = found if isinstance(found, Value) else self._knowledge.canonical_name(found or name)
            self._meanings[name] = meaning
        return meaning

    def _written_out(self, node: ast.AST) -> str | None:
        if node in self._written:
            return self._written[node]
        self._written[node] = None  # ends the recursion of `x = x`
        found = self._written[node] = self._write_out(node)
        if isinstance(node, ast.Name):
            self._read.setdefault(node.id, []).append(node)
        return found

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
            return under(base, node.attr) if base else None
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
                return under(module, name)
        return under(outside[0], name) if len(outside) == 1 else None


def _imported(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The full names of what some nodes import."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update(full_name(node, alias) for alias in node.names)
    return frozenset(found)


_NOTHING = "None"
_BUILTINS = frozenset(dir(builtins))
