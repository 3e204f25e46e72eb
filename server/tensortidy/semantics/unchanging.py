"""What stays the same while a loop runs: what could as well be made once, before it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.constants import Constants
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import parameter_of
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.summaries import Does, Effect

_NEVER = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
_ASIDE = (ast.IfExp, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SIMPLE = frozenset({Kind.NUMBER, Kind.STRING, Kind.FUNCTION, Kind.CLASS, Kind.NONE})
_MADE = frozenset({Kind.LOADER, Kind.MODULE, Kind.OPTIMIZER})


class Unchanging:
    """Questions about what a loop's iterations have in common."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        effects: Effects,
        repetitions: Repetitions,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._effects = effects
        self._repetitions = repetitions
        self._constants = Constants(structure, names)

    def constant(self, node: ast.expr) -> object:
        """The number or string that an expression is in every run; None where it is none, or not known."""
        known = self._constants.evaluate(node)
        return known[0] if known is not None else None

    def is_repeated(self, node: ast.AST, loop: Loop) -> bool:
        """Whether every pass of a loop, and there are several, comes to a node of its body, on no condition."""
        count = self._repetitions.of(loop)
        if (count is not None and count < 2) or any(self._leaves(statement) for statement in loop.body):
            return False
        inner = node
        for outer in self._structure.ancestors(node):
            if outer is loop:
                return inner in loop.body
            if isinstance(outer, _ASIDE):
                return False
            if isinstance(outer, ast.stmt):
                header = isinstance(outer, ast.For | ast.AsyncFor) and inner is outer.iter
                plain = not isinstance(outer, ast.If | ast.While | ast.For | ast.AsyncFor | ast.Try | ast.Match)
                if not (header or plain):
                    return False
            inner = outer
        return False

    def is_invariant(self, node: ast.expr, loop: Loop, made_with: Collection[str] = ()) -> bool:
        """Whether an expression is made of the same things in each pass of a loop.

        Nothing in it is bound by the loop, and nothing that it is made of is changed there, as far as can be
        seen. ``made_with`` are variables that are taken for invariant.
        """
        for part in self._structure.walk(node):
            if isinstance(part, _NEVER):
                return False
            if isinstance(part, ast.Call) and not self._is_plain(part):
                return False
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in made_with:
                if not self._stays(part, node, loop):
                    return False
        return True

    # ------------------------------------------------------------ parts

    def _is_plain(self, call: ast.Call) -> bool:
        """Whether a call gives the same for the same, or makes a new thing that is as the last one was."""
        name = self._names.qualified(call.func)
        if name is not None and self._knowledge.is_one_of(name, "plain makers"):
            return True
        if isinstance(call.func, ast.Attribute) and self._inference.value(call.func.value).kind is Kind.MODULE:
            given = not call.args and not call.keywords
            return (call.func.attr in self._knowledge.members("module", "parameters") and given) or (
                call.func.attr in ("to", "cuda", "cpu", "float", "double", "train")
            )
        called = self._inference.value(call.func)
        is_class = called.kind is Kind.CLASS or (name is not None and name.rpartition(".")[2][:1].isupper())
        return is_class and self._inference.value(call).kind in _MADE

    def _stays(self, name: ast.Name, whole: ast.expr, loop: Loop) -> bool:
        """Whether a variable, and the attributes of it that are read, is the same thing in each pass."""
        bindings = self._names.bindings(name.id, name)
        outside = [item for item in bindings if not self._structure.inside(item.node, whole)]
        if len(outside) < len(bindings):
            return not outside  # a parameter of a lambda, the variable of a comprehension
        if any(self._structure.inside(item.node, loop) for item in outside):
            return False
        if all(item.imported or isinstance(item.node, Function | ast.ClassDef) for item in outside):
            return True  # imports and definitions, builtins
        path, top = self._path(name)
        if self._inference.value(top).kind in _SIMPLE and path == name.id:
            return True
        if "." in path and path.partition(".")[0] == "self" and not self._stays_in_class(top, path, loop):
            return False
        return not any(self._changes(place, whole) for place in self._places(path, top, loop))

    def _path(self, name: ast.Name) -> tuple[str, ast.expr]:
        """The longest chain of attributes that is read from a variable, a method that is called left out."""
        top: ast.expr = name
        for outer in self._structure.ancestors(name):
            called = self._structure.parent(outer)
            if not isinstance(outer, ast.Attribute) or (isinstance(called, ast.Call) and called.func is outer):
                break
            top = outer
        return dotted(top) or name.id, top

    def _stays_in_class(self, node: ast.expr, path: str, loop: Loop) -> bool:
        """Whether only constructors, and the loop's own function before the loop, assign an attribute of self."""
        owner = self._structure.class_of(node)
        if owner is None:
            return False
        for statement in self._classes.assignments(owner, path.split(".")[1]):
            function = self._structure.function(statement)
            made = function is None or (isinstance(function, Function) and function.name == "__init__")
            here = function is self._structure.function(loop) and not self._structure.inside(statement, loop)
            if not (made or here):
                return False
        return True

    def _places(self, path: str, node: ast.expr, loop: Loop) -> Iterator[ast.expr]:
        """The places where a variable is named in a loop, or in other functions, which the loop may call."""
        home = self._structure.function(loop)
        owner = self._structure.class_of(node) if "." in path else None
        first = path.partition(".")[0]
        scope = self._names.binding_scope(first, node)
        for part in self._structure.walk(owner or scope or self._structure.module):
            if not isinstance(part, ast.Name | ast.Attribute) or dotted(part) != path:
                continue
            function = self._structure.function(part)
            if function is home:
                if self._structure.inside(part, loop):
                    yield part
            elif isinstance(function, Function) and function.name != "__init__":
                if owner is not None or self._names.binding_scope(first, part) is scope:
                    yield part

    def _changes(self, place: ast.expr, whole: ast.expr) -> bool:
        """Whether something may be done to a variable where it is named."""
        if self._structure.inside(place, whole):
            return False
        if not isinstance(getattr(place, "ctx", None), ast.Load):
            return True
        kind = self._inference.value(place).kind
        inner: ast.AST = place
        for outer in self._structure.ancestors(place):
            if isinstance(outer, ast.Attribute | ast.Subscript) and inner is outer.value:
                if not isinstance(outer.ctx, ast.Load):
                    return True
                inner = outer
            elif isinstance(outer, ast.Call) and outer.func is inner:
                method = inner.attr if isinstance(inner, ast.Attribute) else ""
                return inner is not place and not self._is_harmless(method, kind)
            elif isinstance(outer, ast.Call) and inner is place:
                return self._gives_away(outer, place, kind)
            elif isinstance(outer, ast.keyword | ast.Starred) and inner is place:
                call = self._structure.parent(outer)
                return not isinstance(call, ast.Call) or self._gives_away(call, outer, kind)
            elif isinstance(outer, ast.AugAssign):
                return inner is outer.target
            else:
                return False
        return False

    def _is_harmless(self, method: str, kind: Kind | None) -> bool:
        if kind is Kind.MODULE:
            return self._knowledge.is_one_of(method, "methods that keep parameters")
        return kind is Kind.TENSOR and not method.endswith("_")

    def _gives_away(self, call: ast.Call, argument: ast.AST, kind: Kind | None) -> bool:
        """Whether code that is not in sight, or that changes it, gets a value."""
        if kind in _SIMPLE or kind is Kind.MODULE:
            return False
        called = self._inference.value(call.func)
        if called.kind is Kind.MODULE or self._inference.value(call).kind in _MADE:
            return False
        name = self._names.qualified(call.func)
        if name is not None:
            known = ("readers of values", "passing on", "plain makers")
            return not (any(self._knowledge.is_one_of(name, group) for group in known) or name.startswith("torch."))
        summary = self._effects.called(call)
        parameter = parameter_of(call, argument, summary) if summary is not None else None
        if summary is None or parameter is None:
            return True
        return Effect(Does.MUTATES, parameter) in summary.effects or any(
            effect.does is Does.KEEPS and effect.parameter == parameter for effect in summary.effects
        )

    @staticmethod
    def _leaves(statement: ast.stmt) -> bool:
        return isinstance(statement, ast.Break | ast.Return | ast.Raise)

    def bound_name(self, statement: ast.AST | None) -> str | None:
        """The one variable that a plain assignment gives a value, where nothing else in its scope gives it one."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name) as target]):
                return name if len(self._names.bindings(name, target)) == 1 else None
        return None
