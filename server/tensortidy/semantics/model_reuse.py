"""One Keras model in a loop: trained on fold after fold from where the last one ended, or compiled in every pass."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.model_events import EAGERLY, ModelEvent, ModelEvents
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Loop, Structure
from tensortidy.semantics.summaries import Does

_AROUND = ("enumerate", "zip", "list", "tuple", "tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm")
_DEEPEST = 5
# Through these code gets at the weights of a model.
_PARTS = frozenset({
    "layers", "get_layer", "weights", "variables", "trainable_weights", "trainable_variables", "non_trainable_weights",
})  # fmt: skip


class Over(Enum):
    """What the passes of a loop are, each of which ought to begin with an untrained model."""

    FOLDS = "folds"
    SEEDS = "seeds"


@dataclass(frozen=True)
class Reuse:
    """One model that a loop trains in every pass.

    ``over`` is set where each pass ought to begin afresh and does not; ``compiled`` is the call that compiles the model
    in every pass, if there is one, ``made`` the statement before the loop that makes it.
    """

    loop: Loop
    path: str
    trained: ModelEvent
    over: Over | None
    compiled: ModelEvent | None
    made: ast.stmt | None


class ModelReuse:
    """Questions about the models of one module that loops use again and again."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge, events: ModelEvents) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._events = events

    def of(self, loop: Loop) -> Reuse | None:
        """The model from before a loop that each of its passes trains on, or compiles and trains; else None."""
        events = [event for statement in loop.body for event in self._events.inside(statement)]
        if any(event.does is Does.BUILDS for event in events):
            return None
        for trained in events:
            path = dotted(trained.subject) if trained.subject is not None else None
            if trained.does is not Does.FITS or not trained.is_certain or path is None:
                continue
            if self._events.assigns(path, loop) or not self._is_bound(path, loop) or self._is_changed(path, loop):
                continue
            of_model = [event for event in events if event.subject is not None and dotted(event.subject) == path]
            if any(event.does is Does.RESETS for event in of_model):
                continue
            over = self._over(loop)
            compiled = self._compiled(of_model, loop)
            if over is not None or compiled is not None:
                return Reuse(loop, path, trained, over, compiled, self._made(path, loop))
        return None

    def _is_changed(self, path: str, loop: Loop) -> bool:
        """Whether the loop does something with a model that may give it other weights, or makes compiling needed.

        Its layers are named, or it is given to code other than its own methods and what is known here.
        """
        for node in self._structure.walk(loop):
            if isinstance(node, ast.Attribute) and node.attr == "trainable" and isinstance(node.ctx, ast.Store):
                return True
            if not isinstance(node, ast.Name | ast.Attribute) or dotted(node) != path:
                continue
            around = self._structure.parent(node)
            if isinstance(around, ast.Attribute):
                if around.attr in _PARTS:
                    return True
            elif isinstance(around, ast.Call) and around.func is not node:
                known = any(event.subject is node for event in self._events.of(around))
                if not known and not self._is_reader(around):
                    return True
            elif isinstance(around, ast.keyword | ast.Starred | ast.Tuple | ast.List | ast.Assign):
                return True
        return False

    def _is_reader(self, call: ast.Call) -> bool:
        name = self._names.qualified(call.func)
        return self._knowledge.is_one_of(name, "readers of values") or (name or "").startswith("keras.utils.")

    # ------------------------------------------------------------ what the passes are

    def _over(self, loop: Loop) -> Over | None:
        if not isinstance(loop, ast.For):
            return None
        if self._gives_folds(loop.iter, _DEEPEST):
            return Over.FOLDS
        bound = {node.id for node in self._structure.walk(loop.target) if isinstance(node, ast.Name)}
        for statement in loop.body:
            call = statement.value if isinstance(statement, ast.Expr) else None
            name = self._names.qualified(call.func) if isinstance(call, ast.Call) else None
            if call is not None and self._knowledge.is_one_of(name, "seeding weights"):
                if any(isinstance(node, ast.Name) and node.id in bound for node in self._structure.walk(call)):
                    return Over.SEEDS
        return None

    def _gives_folds(self, node: ast.expr, depth: int) -> bool:
        """``KFold(5).split(x)``, in ``enumerate(…)``, through variables."""
        if depth == 0:
            return False
        if isinstance(node, ast.Name):
            value = self._bound(node)
            return value is not None and self._gives_folds(value, depth - 1)
        if not isinstance(node, ast.Call):
            return False
        if self._names.qualified(node.func) in _AROUND:
            return any(self._gives_folds(item, depth - 1) for item in node.args)
        if not isinstance(node.func, ast.Attribute) or node.func.attr != "split" or not node.args:
            return False
        maker: ast.expr | None = node.func.value
        if isinstance(maker, ast.Name):
            maker = self._bound(maker)
        name = self._names.qualified(maker.func) if isinstance(maker, ast.Call) else None
        return self._knowledge.is_one_of(name, "fold makers")

    def _is_bound(self, path: str, loop: Loop) -> bool:
        return bool(self._names.bindings(path.partition(".")[0], loop))

    def _bound(self, name: ast.Name) -> ast.expr | None:
        bindings = self._names.bindings(name.id, name)
        return bindings[0].value if len(bindings) == 1 else None

    # ------------------------------------------------------------ compiling

    def _compiled(self, events: Sequence[ModelEvent], loop: Loop) -> ModelEvent | None:
        """The call that compiles a model in every pass, on no condition."""
        for event in events:
            if event.does is Does.COMPILES and event.how != EAGERLY and not self._events.is_few(loop):
                statement = self._structure.statement(event.call)
                while isinstance(outer := self._structure.parent(statement) if statement else None, ast.With | ast.Try):
                    statement = outer
                if statement in loop.body:
                    return event
        return None

    def _made(self, path: str, loop: Loop) -> ast.stmt | None:
        """The last statement before a loop that makes the model."""
        bindings = self._names.bindings(path, loop)
        made = [item.node for item in bindings if isinstance(item.node, ast.stmt) and item.node.lineno < loop.lineno]
        return made[-1] if made else None
