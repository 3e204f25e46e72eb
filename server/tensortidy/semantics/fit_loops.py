"""Loops that call ``fit`` for one epoch at a time, and do nothing else."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tensortidy.knowledge import Kind
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.unchanging import Unchanging
from tensortidy.semantics.values import Answer


@dataclass(frozen=True)
class FitLoop:
    """A loop whose passes could be epochs of one call of ``fit``.

    ``epochs`` is the keyword that asks for one epoch, where it is written; ``count`` how many passes the loop makes.
    ``is_alone`` says that the body holds nothing but the call.
    """

    loop: ast.For
    statement: ast.stmt
    epochs: ast.keyword | None
    count: ast.expr
    is_alone: bool


class FitLoops:
    """Questions about the loops around ``fit`` of one module."""

    def __init__(
        self, structure: Structure, names: Names, inference: Inference, repetitions: Repetitions, unchanging: Unchanging
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._repetitions = repetitions
        self._unchanging = unchanging

    def around(self, call: ast.Call) -> FitLoop | None:
        """The loop that does nothing but call ``fit`` of a Keras model in the same way, one epoch in each pass."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "fit":
            return None
        loop, statement = self._structure.loop(call), self._structure.statement(call)
        if not isinstance(loop, ast.For) or loop.orelse or statement not in loop.body:
            return None
        plain = isinstance(statement, ast.Expr | ast.Assign) and statement.value is call
        if not plain or self._inference.value(call.func.value).is_a(Kind.KERAS_MODEL) is not Answer.YES:
            return None
        count = self._count(loop)
        epochs = next((item for item in call.keywords if item.arg == "epochs"), None)
        by_place = {item.arg for item in call.keywords} & {None, "initial_epoch"} or len(call.args) > 3
        if count is None or by_place or not (epochs is None or _is_one(epochs.value)):
            return None
        others = [item for item in loop.body if item is not statement]
        if not all(self._only_tells(item) for item in others) or self._repetitions.is_few(loop, 1):
            return None
        given = [*call.args, *(item.value for item in call.keywords), call.func.value]
        if not all(self._unchanging.is_invariant(item, loop) for item in given):
            return None
        return FitLoop(loop, statement, epochs, count, not others and isinstance(statement, ast.Expr))

    def _count(self, loop: ast.For) -> ast.expr | None:
        """``epochs`` in ``for _ in range(epochs)``."""
        call = loop.iter
        counts = isinstance(call, ast.Call) and self._names.qualified(call.func) == "range" and len(call.args) == 1
        return call.args[0] if isinstance(call, ast.Call) and counts and not call.keywords else None

    def _only_tells(self, statement: ast.stmt) -> bool:
        """``print(epoch)``."""
        call = statement.value if isinstance(statement, ast.Expr) else None
        if not isinstance(call, ast.Call) or self._names.qualified(call.func) != "print":
            return False
        return not any(isinstance(part, ast.Call) and part is not call for part in self._structure.walk(statement))


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1 and not isinstance(node.value, bool)
