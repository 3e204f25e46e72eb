"""Classes: what they derive from, their methods, and the attributes that methods assign."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary
from tensortidy.semantics.values import Answer, Value

_BARE_MODULES = frozenset({"torch.nn.Module", "torch.nn.modules.Module", "torch.nn.modules.module.Module"})
_PARAMETERS = frozenset({"torch.nn.Parameter", "torch.nn.parameter.Parameter", "torch.nn.ParameterList"})
_MODULE_METHODS = frozenset({"add_module", "register_module"})


class Classes:
    """Questions about the classes defined in one module, through bases in other files too."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._attributes: dict[ast.AST, dict[str, list[ast.AST]]] = structure.kept()
        self._ancestries: dict[ast.AST, tuple[frozenset[str], bool]] = structure.kept()
        self._kinds: dict[ast.AST, tuple[Kind | None, Answer]] = structure.kept()

    def ancestry(self, definition: ast.ClassDef) -> tuple[frozenset[str], bool]:
        """The full names of all library classes that it derives from, and whether every base is known."""
        if definition not in self._ancestries:
            self._ancestries[definition] = (frozenset(), False)  # ends the recursion of a class of itself
            found: set[str] = set()
            complete = True
            for base in definition.bases:
                written = base.value if isinstance(base, ast.Subscript) else base  # Base[T]
                names, known = self._base(written)
                found |= names
                complete &= known
            self._ancestries[definition] = (frozenset(found), complete)
        return self._ancestries[definition]

    def kind(self, definition: ast.ClassDef) -> tuple[Kind | None, Answer]:
        """What instances are, and whether they are modules (``torch.nn.Module``): NO only where every base is known."""
        if definition not in self._kinds:
            names, complete = self.ancestry(definition)
            kinds = {self._knowledge.instance_of(name) for name in names} - {None}
            kind = Kind.MODULE if Kind.MODULE in kinds else next(iter(sorted(kinds, key=str)), None)
            if kind is not None:
                answer = Answer.YES if kind is Kind.MODULE else Answer.NO
            else:
                plain = complete and all(self._knowledge.is_plain(name) or "." not in name for name in names)
                answer = Answer.NO if plain else Answer.UNKNOWN
            self._kinds[definition] = (kind, answer)
        return self._kinds[definition]

    def is_module(self, definition: ast.ClassDef) -> Answer:
        """Whether a class is a ``torch.nn.Module``."""
        return self.kind(definition)[1]

    def has_parameters(self, definition: ast.ClassDef) -> bool:
        """Whether a module has parameters, as far as one can see: True where one cannot.

        It has none where its bases have none, and it builds no module or parameter and calls nothing that it was given.
        """
        names, complete = self.ancestry(definition)
        if not complete or any(self._knowledge.instance_of(name) is not None for name in names - _BARE_MODULES):
            return True
        if any(
            isinstance(node, ast.Call) and self._brings_parameters(node, definition)
            for node in self._structure.walk(definition)
        ):
            return True
        return any(
            self.has_parameters(base) if isinstance(base, ast.ClassDef) else base.has_parameters()
            for base in self._bases(definition)
        )

    def _brings_parameters(self, call: ast.Call, definition: ast.ClassDef) -> bool:
        """``nn.Linear(4, 4)``, ``nn.Parameter(x)``, ``self.layer(x)``."""
        match call.func:
            case ast.Attribute(value=ast.Name(id=this), attr=called):
                method = self._structure.function(call)
                if isinstance(method, Function) and this == self.self_name(method):
                    return called in _MODULE_METHODS or (
                        bool(self.assignments(definition, called)) and self.method(definition, called) is None
                    )
        name = self._names.qualified(call.func)
        if name is not None:
            without = self._knowledge.is_one_of(name, "modules without parameters")
            if name in _PARAMETERS:  # with `requires_grad=…`, whoever builds the module decides
                return all(keyword.arg != "requires_grad" for keyword in call.keywords)
            return not without and self._knowledge.instance_of(name) is Kind.MODULE
        local = self._names.definition(call.func)
        if isinstance(local, ast.ClassDef):
            return local is not definition and self.is_module(local) is Answer.YES
        other = self._elsewhere(call.func)
        return other is not None and other.kind()[0] is Kind.MODULE

    def is_managed(self, definition: ast.ClassDef) -> bool:
        """Whether a framework (Lightning, Trainer) runs its hooks and keeps gradients and graphs in order."""
        names, _ = self.ancestry(definition)
        return any(
            self._knowledge.is_one_of(name, "managed bases") or name.endswith("LightningModule") for name in names
        )

    def method(self, definition: ast.ClassDef, name: str) -> Function | FunctionSummary | None:
        """A method by name, its bases looked through, those of other files as summaries."""
        own = _in_body(definition, name)
        if own is not None:
            return own
        for base in self._bases(definition):
            found = self.method(base, name) if isinstance(base, ast.ClassDef) else base.method(name)
            if found is not None:
                return found
        return None

    def own_method(self, definition: ast.ClassDef, name: str) -> Function | None:
        """A method by name that stands in this file; bases in other files are not looked at."""
        own = _in_body(definition, name)
        if own is not None:
            return own
        for base in self._own_bases(definition):
            found = self.own_method(base, name)
            if found is not None:
                return found
        return None

    def inherited(self, definition: ast.ClassDef, attribute: str) -> Value | None:
        """What the bases in other files assign to an attribute."""
        for base in self._bases(definition):
            found = self.inherited(base, attribute) if isinstance(base, ast.ClassDef) else base.attribute(attribute)
            if found is not None:
                return found
        return None

    def assignments(self, definition: ast.ClassDef, attribute: str) -> list[ast.AST]:
        """The statements that assign ``self.<attribute>`` in any method, and the class-level ones."""
        if definition not in self._attributes:
            self._attributes[definition] = self._collect(definition)
        found = list(self._attributes[definition].get(attribute, ()))
        for base in self._own_bases(definition):
            found.extend(self.assignments(base, attribute))
        return found

    def attributes(self, definition: ast.ClassDef) -> list[str]:
        """The names of the attributes that its own methods and body assign."""
        self.assignments(definition, "")
        return list(self._attributes[definition])

    def uses_elsewhere(self, definition: ast.ClassDef, name: str) -> tuple[Answer, ...]:
        """The grad modes in which bases in other files use ``self.<name>``."""
        found: list[Answer] = []
        for base in self._bases(definition):
            found.extend(self.uses_elsewhere(base, name) if isinstance(base, ast.ClassDef) else base.uses(name))
        return tuple(found)

    def self_name(self, method: Function) -> str | None:
        """The name of a method's first parameter; None for functions, static and class methods."""
        if not isinstance(self._structure.parent(method), ast.ClassDef):
            return None
        decorators = {decorator.id for decorator in method.decorator_list if isinstance(decorator, ast.Name)}
        if decorators & {"staticmethod", "classmethod"}:
            return None
        first = [*method.args.posonlyargs, *method.args.args][:1]
        return first[0].arg if first else None

    def _bases(self, definition: ast.ClassDef) -> Iterator[ast.ClassDef | ClassSummary]:
        """The bases that are classes of the project, those of other files as summaries."""
        for base in definition.bases:
            local = self._names.definition(base)
            if isinstance(local, ast.ClassDef):
                if local is not definition:
                    yield local
            elif (other := self._elsewhere(base)) is not None:
                yield other

    def _own_bases(self, definition: ast.ClassDef) -> Iterator[ast.ClassDef]:
        """The bases that stand in this file; other files are not looked into."""
        for base in definition.bases:
            local = self._names.definition(base)
            if isinstance(local, ast.ClassDef) and local is not definition:
                yield local

    def _base(self, base: ast.expr) -> tuple[frozenset[str], bool]:
        local = self._names.definition(base)
        if isinstance(local, ast.ClassDef):
            return self.ancestry(local)
        other = self._elsewhere(base)
        if other is not None:
            return other.ancestry()
        name = self._names.qualified(base)
        if name is None or name.startswith("."):
            return frozenset(), False
        return frozenset((name,)), True

    def _elsewhere(self, base: ast.expr) -> ClassSummary | None:
        found = self._names.elsewhere(base)
        return found.definition if found is not None and found.kind is Kind.CLASS else None  # type: ignore[return-value]

    def _collect(self, definition: ast.ClassDef) -> dict[str, list[ast.AST]]:
        found: dict[str, list[ast.AST]] = defaultdict(list)
        for statement in definition.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        found[target.id].append(statement)
            elif isinstance(statement, Function):
                this = self.self_name(statement)
                for node in self._structure.within(statement, ast.Attribute):
                    if (
                        isinstance(node.ctx, ast.Store)
                        and isinstance(node.value, ast.Name)
                        and node.value.id == this
                        and (holder := self._structure.statement(node)) is not None
                    ):
                        found[node.attr].append(holder)
        return found


def _in_body(definition: ast.ClassDef, name: str) -> Function | None:
    """The function of that name in a class's own body."""
    for statement in definition.body:
        if isinstance(statement, Function) and statement.name == name:
            return statement
    return None
