"""Where modules and optimizers are built: what trains them, and whether anybody keeps them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.unchanging import Unchanging
from tensortidy.semantics.values import Answer

_PLACING = frozenset({"to", "cuda", "cpu", "float", "double", "half", "train"})
# What a program does that gives a module parameters of its own making, or none to train.
_FILLING = frozenset({"weight", "bias", "load_state_dict", "requires_grad_", "data"})


@dataclass(frozen=True)
class Built:
    """A variable that a statement gives a new module or optimizer; ``call`` is the constructor's."""

    name: str
    call: ast.Call
    statement: ast.stmt


class Construction:
    """Questions about the modules and optimizers that one file builds."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        inference: Inference,
        knowledge: Knowledge,
        roles: Roles,
        unchanging: Unchanging,
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._inference = inference
        self._knowledge = knowledge
        self._roles = roles
        self._unchanging = unchanging

    # ------------------------------------------------------------ loops

    def in_training_loop(self, loop: Loop) -> list[Built]:
        """The modules and optimizers that every pass of a loop builds of the same things, and trains itself.

        In order of place; empty where the loop makes no optimizer's step, or draws random numbers of its own.
        """
        if not any(self._steps(node) and self._structure.loop(node) is loop for node in self._structure.walk(loop)):
            return []
        found: list[Built] = []
        for built in self._built(loop):
            if self._unchanging.is_invariant(built.call, loop, [item.name for item in found]):
                found.append(built)
        if any(self._is_seeded(node) for node in self._structure.walk(loop)):
            return []
        kinds = {built.name: self._inference.value(built.call).kind for built in found}
        optimizers = [item for item in found if kinds[item.name] is Kind.OPTIMIZER]
        if not all(self._is_stepped(item, loop) for item in optimizers):
            return []
        # a module that gives its parameters to no optimizer here is trained by nobody in sight
        return [item for item in found if item in optimizers or self._gives_parameters(item, loop)]

    def _built(self, loop: Loop) -> Iterator[Built]:
        """``net = Net().to(device)``, ``a, b = Net(), Net()`` among the statements of a loop."""
        for statement in loop.body:
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                continue
            target, value = statement.targets[0], statement.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
                pairs = list(zip(target.elts, value.elts, strict=True))
            made: list[Built] = []
            for name, expression in pairs:
                call = self._constructor(expression)
                if isinstance(name, ast.Name) and call is not None and self._unchanging.is_repeated(call, loop):
                    if len(self._names.bindings(name.id, name)) == 1:
                        made.append(Built(name.id, call, statement))
            if len(made) == len(pairs):
                yield from made

    def _constructor(self, node: ast.expr) -> ast.Call | None:
        """The call of a class that makes a module or an optimizer, behind ``.to(device)``."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PLACING:
            node = node.func.value
        if not isinstance(node, ast.Call) or not self._is_class(node.func):
            return None
        return node if self._inference.value(node).kind in (Kind.MODULE, Kind.OPTIMIZER) else None

    def _is_class(self, node: ast.expr) -> bool:
        name = self._names.qualified(node) or ""
        return self._inference.value(node).kind is Kind.CLASS or name.rpartition(".")[2][:1].isupper()

    def _gives_parameters(self, built: Built, loop: Loop) -> bool:
        """``built.parameters()`` in the loop."""
        return any(
            isinstance(node, ast.Attribute)
            and node.attr == "parameters"
            and isinstance(node.value, ast.Name)
            and node.value.id == built.name
            for node in self._structure.walk(loop)
        )

    def _steps(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "step"

    def _is_stepped(self, built: Built, loop: Loop) -> bool:
        return any(
            self._steps(node) and isinstance(node.func.value, ast.Name) and node.func.value.id == built.name  # type: ignore[attr-defined]
            and self._structure.loop(node) is loop
            for node in self._structure.walk(loop)
        )  # fmt: skip

    def _is_seeded(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and self._knowledge.is_one_of(self._names.qualified(node.func), "seeding")

    # ------------------------------------------------------------ forward passes

    def lost_layer(self, call: ast.Call) -> ast.AST | None:
        """The definition of the module whose forward pass a call is in, where it builds a layer that nobody keeps."""
        if not self._is_parametric(call) or not self._roles.is_forward(call):
            return None
        owner, function = self._structure.class_of(call), self._structure.function(call)
        if owner is None or not isinstance(function, Function) or self._structure.class_of(function) is not owner:
            return None
        if self._classes.is_module(owner) is not Answer.YES or self._is_filled(call):
            return None
        for outer in self._structure.ancestors(call):
            if isinstance(outer, ast.If | ast.IfExp | ast.Try):
                return None  # made when it is first needed
            if isinstance(outer, ast.Return) and outer.value is call:
                return None  # handed to somebody
            if isinstance(outer, ast.Assign) and not all(isinstance(item, ast.Name) for item in outer.targets):
                return None  # kept
            if isinstance(outer, ast.Call) and outer.func is not call and call in outer.args:
                return None  # a part of something, or handed on
            if outer is function:
                break
        return function

    def _is_filled(self, call: ast.Call) -> bool:
        """Whether a new layer is given values, so that the random ones do not count."""
        statement = self._structure.statement(call)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            return False
        name, home = statement.targets[0].id, self._structure.function(call)
        for read in self._structure.reads(name):
            if isinstance(read, ast.Name) and self._structure.function(read) is home:
                around = self._structure.parent(read)
                if isinstance(around, ast.Attribute):
                    if around.attr in _FILLING or around.attr.endswith("_"):
                        return True
                elif not (isinstance(around, ast.Call) and around.func is read):
                    return True  # given to somebody, kept
        return False

    def _is_parametric(self, call: ast.Call) -> bool:
        """Whether a constructor makes a module that has parameters of its own, for certain."""
        if self._knowledge.is_one_of(self._names.qualified(call.func), "layers with parameters"):
            return not any(
                keyword.arg in ("affine", "elementwise_affine")
                and isinstance(keyword.value, ast.Constant)
                and keyword.value.value is False
                for keyword in call.keywords
            )
        definition = self._names.definition(call.func)
        if not isinstance(definition, ast.ClassDef) or self._classes.is_module(definition) is not Answer.YES:
            return False
        made = self._classes.own_method(definition, "__init__")
        return made is not None and any(
            isinstance(node, ast.Call)
            and self._knowledge.is_one_of(self._names.qualified(node.func), "layers with parameters")
            for node in self._structure.walk(made)
        )
