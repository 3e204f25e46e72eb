"""Files, classes and functions of a program as other files may know them: without trees."""

from __future__ import annotations

import ast
import pickle
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tensortidy.budget import OverBudget
from tensortidy.knowledge import Kind
from tensortidy.semantics.other_classes import OtherClass
from tensortidy.semantics.structure import Function
from tensortidy.semantics.summaries import ClassSummary, Found, FunctionSummary, Interrupted, ModuleSummary
from tensortidy.semantics.values import UNKNOWN, Answer, Value
from tensortidy.source import Source
from tensortidy.syntax import Syntax, parse

if TYPE_CHECKING:
    from tensortidy.semantics.model import Model
    from tensortidy.semantics.program import Program

Fact = TypeVar("Fact")
# An answer rests on answers of other files, and these on others still, so many times at most.
_DEEPEST = 5
NOT_KNOWN = Value(graph=Answer.UNKNOWN)
"""What is not known yet, and may be when there is time to read."""


class File:
    """One file of the program: the names that it exports, and what has been asked of it."""

    def __init__(self, program: Program, path: Path, text: str) -> None:
        self.program = program
        self.path = path
        self.text = text
        self.uses: set[Path] = set()
        self._facts: dict[tuple[str, str], object] = {}
        self._answering: set[tuple[str, str]] = set()
        self._bound: dict[str, tuple[str, str]] | None = None
        self._stars: tuple[str, ...] = ()
        self._packed: bytes | None = None

    def syntax(self) -> Syntax:
        """The file's tree and comments, made anew at each call.

        They are kept packed, about as long as the text: parsing it again would take seven times as long as unpacking.
        """
        if self._packed is not None:
            unpacked: Syntax = pickle.loads(zlib.decompress(self._packed))
            return unpacked
        syntax = parse(Source(self.text))
        try:
            self._packed = zlib.compress(pickle.dumps(syntax, pickle.HIGHEST_PROTOCOL), level=1)
        except RecursionError:  # nested too deeply to be packed
            self._packed = None
        return syntax

    def find(self, names: Sequence[str], asking: set[Path]) -> Found | None:
        """What a dotted name means inside the file."""
        if not names:
            return Value(graph=Answer.NO, definition=ModuleSummary(str(self.path)))
        exported = self.exported(names[0])
        if exported is None:
            return None
        meaning, name = exported
        match meaning:
            case "import":
                full = ".".join((name, *names[1:]))
                found = self.program.find(full, self.path, asking)
                return full.lstrip(".") if found is None and not full.startswith(".") else found
            case "class":
                return self._member(OtherClass(self, name), names[1:])
            case "function" if len(names) == 1:
                return self._fact("function", name, self._function, NOT_KNOWN)
            case "value" if len(names) == 1:
                return self._fact("value", name, self._value, NOT_KNOWN)
        return UNKNOWN  # something of this project, to be looked up step by step

    def exported(self, name: str) -> tuple[str, str] | None:
        """What the file's top level binds a name to: ``("import", full name)``, ``("class", name)`` and so on."""
        return self._fact("exports", name, self._exported, None)

    def public_names(self) -> tuple[str, ...]:
        """The names that ``from … import *`` binds."""
        return self._fact("public", "", lambda _: self._public_names(), ())

    def leaves(self) -> Answer | None:
        """The grad mode that running the file's top level leaves behind; None where it switches nothing."""
        if "set_grad_enabled" not in self.text:
            return None
        return self._fact("leaves", "", lambda _: self.program.model(self).grad_mode.leaves(), None)

    def class_fact(self, name: str, question: str, compute: Callable[[str], Fact], otherwise: Fact) -> Fact:
        """An answer about a class of the file."""
        return self._fact(f"class {name}", question, compute, otherwise)

    def answers_as(self, other: File) -> bool:
        """Whether another text of the file answers everything that was asked of this one in the same way."""
        try:
            return all(other.answer(*key) == known for key, known in self._facts.items())
        except (KeyError, AttributeError, RecursionError, Interrupted):
            return False

    def answer(self, kind: str, name: str) -> object:
        """The answer to a question that has been asked of another text of the file."""
        if kind.startswith("class "):
            return OtherClass(self, kind.removeprefix("class ")).answer(name)
        match kind:
            case "exports":
                return self._fact(kind, name, self._exported, None)
            case "function":
                return self._fact(kind, name, self._function, NOT_KNOWN)
            case "value":
                return self._fact(kind, name, self._value, NOT_KNOWN)
        return self.leaves() if kind == "leaves" else self.public_names()

    def forget(self) -> None:
        """Forget what was answered: something that it rests on has changed."""
        self._facts.clear()
        self.uses.clear()
        self.program.drop_model(self.path)

    def export(self, model: Model) -> Export:
        """What makes values of a model of the file fit for other files."""
        return Export(self, model)

    def definition(self, name: str) -> tuple[ast.AST | None, Model]:
        """The function or class of the file's top level with this name, and the model whose tree it is in.

        The model may be let go while it is asked, and another take its place: nodes of one mean nothing to the other.
        """
        model = self.program.model(self)
        bindings = model.names.locals_of(model.module).get(name, [])
        return bindings[-1].node if bindings else None, model

    # ------------------------------------------------------------ answering

    def _fact(self, kind: str, name: str, compute: Callable[[str], Fact], otherwise: Fact) -> Fact:
        key = (kind, name)
        if key in self._facts:
            return self._facts[key]  # type: ignore[return-value]
        if key in self._answering:  # a cycle of imports
            return otherwise
        if not self.program.may_read:
            self.program.is_complete = False
            return otherwise
        if self.program.depth >= _DEEPEST:
            return otherwise
        self.program.give_way()
        self._answering.add(key)
        self.program.depth += 1
        try:
            found = compute(name)
        except (OverBudget, RecursionError):
            self.program.drop_model(self.path)
            found = otherwise  # too much work: those who ask are not to blame
        except BaseException:
            self.program.drop_model(self.path)  # it was left in the middle of an answer
            raise
        finally:
            self._answering.discard(key)
            self.program.depth -= 1
        self._facts[key] = found
        return found

    def _exported(self, name: str) -> tuple[str, str] | None:
        if self._bound is None:
            self._bound = self._bindings()
        if name in self._bound or not self._stars:
            return self._bound.get(name)
        model = self.program.model(self)
        for module in reversed(self._stars):
            names = model.others.star(module)
            if names is None or name in names:
                return "import", f"{module}{name}" if module.endswith(".") else f"{module}.{name}"
        return None

    def _bindings(self) -> dict[str, tuple[str, str]]:
        """What the top level binds, all names at once, so that the tree need not live for the next one."""
        model = self.program.model(self)
        self._stars = model.names.star_imports
        found: dict[str, tuple[str, str]] = {}
        for name, bindings in model.names.locals_of(model.module).items():
            full = model.names.full_name_of(bindings)
            if full is not None:
                found[name] = ("import", full)
            elif bindings:
                node = bindings[-1].node
                is_class = isinstance(node, ast.ClassDef)
                found[name] = ("class" if is_class else "function" if isinstance(node, Function) else "value", name)
        return found

    def _function(self, name: str) -> Value:
        node, model = self.definition(name)
        if not isinstance(node, Function):
            return UNKNOWN
        if model.inference.defined(node).definition is None:  # a decorator makes something else of it
            switched = model.grad_mode.switches_inside(node)
            if switched is None:
                return UNKNOWN
        return Value(Kind.FUNCTION, Answer.NO, definition=self.export(model).function(node))

    def _value(self, name: str) -> Value:
        model = self.program.model(self)
        found = model.inference.outer(name, model.module.body[0]) if model.module.body else UNKNOWN
        # None at the top level is mostly a place that others fill
        return self.export(model).value(found) if found.kind is not Kind.NONE else UNKNOWN

    def _public_names(self) -> tuple[str, ...]:
        model = self.program.model(self)
        table = model.names.locals_of(model.module)
        for binding in table.get("__all__", ()):
            if isinstance(binding.value, ast.List | ast.Tuple):
                return tuple(item.value for item in binding.value.elts if isinstance(item, ast.Constant))  # type: ignore[misc]
        found = [name for name in table if not name.startswith("_")]
        for module in model.names.star_imports:
            found.extend(model.others.star(module) or ())
        return tuple(found)

    def _member(self, owner: OtherClass, names: Sequence[str]) -> Found | None:
        if not names:
            return Value(Kind.CLASS, Answer.NO, definition=owner)
        method = owner.method(names[0]) if len(names) == 1 else None
        if method is not None:
            return Value(Kind.FUNCTION, Answer.NO, definition=method)
        return (owner.attribute(names[0]) or UNKNOWN) if len(names) == 1 else UNKNOWN


class Export:
    """Values and functions of a file told without its tree."""

    def __init__(self, file: File, model: Model) -> None:
        self._file = file
        self._model = model
        self._functions: dict[ast.AST, FunctionSummary | None] = {}

    def function(self, node: Function | ast.Lambda) -> FunctionSummary | None:
        """The summary of a function, to be kept; None while it is being made."""
        if node not in self._functions:
            self._functions[node] = None
            self._functions[node] = self._summary(self._model.summary(node))
        return self._functions[node]

    def value(self, value: Value) -> Value:
        """A value without nodes."""
        definition = value.definition
        if isinstance(definition, ast.AST):
            definition = self._definition(definition)
        elif isinstance(definition, FunctionSummary) and not definition.path:  # a method of this file
            definition = self._summary(definition)
        how = value.term
        if how is not None:
            how = replace(how, operands=tuple(self.value(operand) for operand in how.operands))
        return replace(
            value,
            definition=definition,
            elements=self.value(value.elements) if value.elements is not None else None,
            items=tuple(self.value(item) for item in value.items),
            entries=tuple((key, self.value(item)) for key, item in value.entries),
            origins=frozenset(),
            term=how,
        )

    def _summary(self, summary: FunctionSummary) -> FunctionSummary:
        return replace(
            summary,
            path=str(self._file.path),
            returns=self.value(summary.returns),
            defaults=tuple((name, self.value(value)) for name, value in summary.defaults),
        )

    def _definition(self, node: ast.AST) -> ClassSummary | FunctionSummary | None:
        if isinstance(node, ast.ClassDef):
            is_top = self._model.structure.parent(node) is self._model.module
            return OtherClass(self._file, node.name) if is_top else None
        return self.function(node) if isinstance(node, Function | ast.Lambda) else None
