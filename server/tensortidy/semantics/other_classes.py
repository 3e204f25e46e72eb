"""Classes of other files of a program, answered by those files."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tensortidy.knowledge import Kind
from tensortidy.semantics.model import Model
from tensortidy.semantics.summaries import ClassSummary, FunctionSummary
from tensortidy.semantics.values import Answer, Value

if TYPE_CHECKING:
    from tensortidy.semantics.exports import File

Fact = TypeVar("Fact")


class OtherClass(ClassSummary):
    """A class of another file, answered by that file."""

    def __init__(self, file: File, name: str) -> None:
        self.file = file
        self.path = str(file.path)
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OtherClass) and (self.path, self.name) == (other.path, other.name)

    def __hash__(self) -> int:
        return hash((self.path, self.name))

    def __repr__(self) -> str:
        return f"<class {self.name} of {self.path}>"

    def ancestry(self) -> tuple[frozenset[str], bool]:
        """The full names of all library classes that it derives from, and whether every base is known."""
        nothing: tuple[frozenset[str], bool] = (frozenset(), False)
        return self._fact("ancestry", _ancestry, nothing)

    def kind(self) -> tuple[Kind | None, Answer]:
        """What its instances are, and whether they are modules."""
        nothing: tuple[Kind | None, Answer] = (None, Answer.UNKNOWN)
        return self._fact("kind", _kind, nothing)

    def method(self, name: str) -> FunctionSummary | None:
        """A method by name, its bases looked through."""
        return self._fact(f"method {name}", lambda model, node: self._method(model, node, name), None)

    def attribute(self, name: str) -> Value | None:
        """What its methods assign to an attribute, in terms of its constructor's; None where they assign nothing."""
        return self._fact(f"attribute {name}", lambda model, node: self._attribute(model, node, name), None)

    def has_parameters(self) -> bool:
        """Whether a module has parameters, as far as one can see: True where one cannot."""
        return self._fact("parameters", _has_parameters, True)

    def uses(self, name: str) -> tuple[Answer, ...]:
        """The grad modes in which its methods, and those of its bases, use ``self.<name>``."""
        return self._fact(f"uses {name}", lambda model, node: _uses(model, node, name), ())

    def answer(self, question: str) -> object:
        """The answer to a question by its name."""
        kind, _, name = question.partition(" ")
        match kind:
            case "ancestry":
                return self.ancestry()
            case "kind":
                return self.kind()
            case "parameters":
                return self.has_parameters()
            case "method":
                return self.method(name)
            case "uses":
                return self.uses(name)
        return self.attribute(name)

    def _fact(self, question: str, find: Callable[[Model, ast.ClassDef], Fact], otherwise: Fact) -> Fact:
        """What its file remembers as the answer to a question, found in the definition when first asked for."""

        def compute(_: str) -> Fact:
            node, model = self.file.definition(self.name)
            return find(model, node) if isinstance(node, ast.ClassDef) else otherwise

        return self.file.class_fact(self.name, question, compute, otherwise)

    def _method(self, model: Model, node: ast.ClassDef, name: str) -> FunctionSummary | None:
        found = model.classes.method(node, name)
        if found is None or isinstance(found, FunctionSummary):
            return found
        defined = model.inference.defined(found)
        return self.file.export(model).function(found) if defined.definition is not None else None

    def _attribute(self, model: Model, node: ast.ClassDef, name: str) -> Value | None:
        found = model.inference.attribute(node, name)
        return self.file.export(model).value(found) if found.is_known or found.term is not None else None


def _ancestry(model: Model, node: ast.ClassDef) -> tuple[frozenset[str], bool]:
    return model.classes.ancestry(node)


def _kind(model: Model, node: ast.ClassDef) -> tuple[Kind | None, Answer]:
    return model.classes.kind(node)


def _has_parameters(model: Model, node: ast.ClassDef) -> bool:
    return model.classes.has_parameters(node)


def _uses(model: Model, node: ast.ClassDef, name: str) -> tuple[Answer, ...]:
    return (*model.grad_mode.uses_of_method(node, name), *model.classes.uses_elsewhere(node, name))
