"""Loops and the Keras models that they build: trained or not, kept, and let go between two passes or not."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tensortidy.knowledge import Knowledge
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.model_events import EAGERLY, PARTLY, ModelEvent, ModelEvents
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Loop, Structure
from tensortidy.semantics.summaries import Does


class Cleared(Enum):
    """How often a loop that builds models clears what Keras keeps of them, between one model and the next."""

    NEVER = "never"
    PARTLY = "on some ways through its body"
    RAISING = "unless an exception is caught"
    ALWAYS = "in every pass"


@dataclass(frozen=True)
class ModelLoop:
    """A loop in which every pass builds a Keras model that the next one replaces.

    ``trained`` is the call that trains it with a traced step, if there is one; ``clears`` are the calls in the loop
    that clear the session, ``by_graph`` whether they all let go of graphs with all that is in them; ``outside`` is the
    first such call beside the loop in the same function. ``is_same`` is whether each pass builds the model of the same
    things.
    """

    loop: Loop
    built: ModelEvent
    trained: ModelEvent | None
    cleared: Cleared
    clears: tuple[ModelEvent, ...]
    by_graph: bool
    outside: ModelEvent | None
    is_same: bool


class ModelLoops:
    """Questions about the loops of one module that build Keras models."""

    def __init__(self, structure: Structure, names: Names, knowledge: Knowledge, events: ModelEvents) -> None:
        self._structure = structure
        self._names = names
        self._knowledge = knowledge
        self._events = events
        self._found: dict[ast.AST, ModelLoop | None] = {}

    def of(self, loop: Loop) -> ModelLoop | None:
        """What a loop does that builds a model in every pass; None for all others, and where models are kept."""
        if loop not in self._found:
            self._found[loop] = self._look(loop)
        return self._found[loop]

    def _look(self, loop: Loop) -> ModelLoop | None:
        if self._events.is_few(loop):
            return None
        events = [event for statement in loop.body for event in self._events.inside(statement)]
        built = [event for event in events if event.does is Does.BUILDS and self._repeats(event.call) is loop]
        if not built or any(self._is_kept(event.call, loop) for event in built):
            return None
        passage = self._events.passes.of(loop)
        if not passage.builds:
            return None
        clears = tuple(event for event in events if event.does is Does.CLEARS)
        cleared = Cleared.NEVER
        if clears:
            partly = passage.piles_up or any(event.how == PARTLY for event in clears)
            cleared = Cleared.PARTLY if partly else Cleared.ALWAYS
            if partly and passage.raising_only:
                cleared = Cleared.RAISING
            if any(self._is_meant(event.call, loop) for event in clears):
                cleared = Cleared.ALWAYS
        elif not passage.piles_up:
            return None  # no pass follows one that has built
        return ModelLoop(
            loop, built[0], self._trained(events, built, loop), cleared, clears, self._is_by_graph(clears),
            self._beside(loop), not any(self._depends(event.call, loop) for event in built),
        )  # fmt: skip

    def _repeats(self, call: ast.Call) -> Loop | None:
        """The innermost loop around a call that runs more than a few times."""
        return next((loop for loop in self._structure.loops(call) if not self._events.is_few(loop)), None)

    # ------------------------------------------------------------ cleared

    def _is_by_graph(self, clears: Sequence[ModelEvent]) -> bool:
        names = [self._names.qualified(event.call.func) for event in clears]
        return all(self._knowledge.is_one_of(name, "letting graphs go") for name in names)

    def _is_meant(self, call: ast.Call, loop: Loop) -> bool:
        """Whether the condition under which a loop clears is one that somebody chose: a way that goes by is meant.

        ``if step % 10 == 0``, ``if model is not None``, ``if fold > 0``, an option that no pass changes.
        """
        inner: ast.AST = call
        for outer in self._structure.ancestors(call):
            if outer is loop:
                return False
            if isinstance(outer, ast.If) and inner is not outer.test and self._is_chosen(outer.test, loop):
                return True
            inner = outer
        return False

    def _is_chosen(self, test: ast.expr, loop: Loop) -> bool:
        for node in self._structure.walk(test):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
                return True
            if isinstance(node, ast.Constant) and (node.value is None or node.value in (0, 1)):
                return True
        return isinstance(test, ast.Name) or not self._depends(test, loop)

    # ------------------------------------------------------------ trained

    def _trained(self, events: Sequence[ModelEvent], built: Sequence[ModelEvent], loop: Loop) -> ModelEvent | None:
        """What trains the model of a pass in a traced step: nothing that may train something else."""
        if any(event.does is Does.COMPILES and event.how == EAGERLY for event in events):
            return None
        makers = {event.call for event in events if event.does is Does.BUILDS}
        for event in events:
            if event.does is Does.FITS and (event.call in makers or self._is_of_pass(event.subject, loop)):
                if event.is_certain or self._is_holder(event.subject, built, loop):
                    return event
        return None

    def _is_holder(self, subject: ast.expr | None, built: Sequence[ModelEvent], loop: Loop) -> bool:
        """Whether a variable holds the model, or an object that is given it."""
        name = (dotted(subject) or "").partition(".")[0] if subject is not None else ""
        return any(name in self._names_of(event.call, loop) for event in built)

    def _is_of_pass(self, subject: ast.expr | None, loop: Loop) -> bool:
        """Whether a pass of the loop gives a variable, or an attribute, its value."""
        while isinstance(subject, ast.Subscript | ast.Attribute) and dotted(subject) is None:
            subject = subject.value
        if isinstance(subject, ast.Call):
            return True  # build().fit(x, y)
        path = dotted(subject) if subject is not None else None
        return path is not None and self._events.assigns(path, loop)

    # ------------------------------------------------------------ kept

    def _is_kept(self, call: ast.Call, loop: Loop) -> bool:
        """Whether models of several passes are held on purpose: in a list, a dict, or by who iterates."""
        names = self._names_of(call, loop)
        for node in self._structure.walk(loop):
            if isinstance(node, ast.Assign) and self._is_chained(node, call, names):
                return True
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if self._knowledge.is_one_of(node.func.attr, "growing methods"):
                    if any(self._holds(item, call, names) for item in node.args):
                        return True
            elif isinstance(node, ast.Yield) and node.value is not None and self._holds(node.value, call, names):
                return True
            elif isinstance(node, ast.Assign | ast.AugAssign) and self._holds(node.value, call, names):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if isinstance(node, ast.AugAssign) or any(isinstance(target, ast.Subscript) for target in targets):
                    return True
        return False

    def _is_chained(self, node: ast.Assign, call: ast.Call, names: set[str]) -> bool:
        """``x = Block(…)(x)``: each pass puts the next part of one network behind those before."""
        if not isinstance(node.value, ast.Call):
            return False
        block = node.value.func
        if not self._holds(block, call, names) and not (node.value is call and isinstance(block, ast.Call)):
            return False
        results = {dotted(part) for target in node.targets for part in _parts(target)} - {None}
        return any(dotted(part) in results for given in node.value.args for part in _parts(given))

    def _names_of(self, call: ast.Call, loop: Loop) -> set[str]:
        """The variables of a loop that hold the model, or something made with it."""
        names: set[str] = set()
        size = -1
        while len(names) > size:
            size = len(names)
            for node in self._structure.walk(loop):
                if isinstance(node, ast.Assign) and self._holds(node.value, call, names):
                    targets = [item for target in node.targets for item in _parts(target)]
                    held = [dotted(target) for target in targets]  # `agent.model = model`: the agent holds it
                    names.update(path.partition(".")[0] for path in held if path is not None)
        return names

    def _holds(self, node: ast.expr, call: ast.Call, names: set[str]) -> bool:
        """Whether a value is, or keeps, the model: itself, a tuple with it, an object that is given it."""
        if node is call or (isinstance(node, ast.Name) and node.id in names):
            return True
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return any(self._holds(item, call, names) for item in node.elts)
        if isinstance(node, ast.Dict):
            return any(self._holds(item, call, names) for item in node.values)
        if isinstance(node, ast.IfExp):
            return self._holds(node.body, call, names) or self._holds(node.orelse, call, names)
        if isinstance(node, ast.Call) and self._is_class(node.func):
            return any(self._holds(item, call, names) for item in (*node.args, *(key.value for key in node.keywords)))
        return False

    @staticmethod
    def _is_class(node: ast.expr) -> bool:
        """Whether a call's function is a class, by the way classes are written."""
        return (dotted(node) or "").rpartition(".")[2][:1].isupper()

    # ------------------------------------------------------------ beside the loop

    def _beside(self, loop: Loop) -> ModelEvent | None:
        """The first call of the same function, outside the loop, that clears the session."""
        for node in self._structure.nodes_of(self._structure.scope(loop)):
            if isinstance(node, ast.Call) and not self._structure.inside(node, loop):
                for event in self._events.of(node):
                    if event.does is Does.CLEARS:
                        return event
        return None

    def _depends(self, part: ast.expr, loop: Loop) -> bool:
        """Whether something that the loop binds is read in an expression."""
        for node in self._structure.walk(part):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                bindings = self._names.bindings(node.id, node)
                if any(binding.node is loop or self._structure.inside(binding.node, loop) for binding in bindings):
                    return True
        return False


def _parts(node: ast.expr) -> Sequence[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
