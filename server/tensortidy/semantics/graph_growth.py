"""What is added to TensorFlow's graph again and again: operations, and functions that are traced anew.

A graph only grows. What a loop adds to it in each pass stays for the life of the graph, and makes each call of
``session.run`` slower, for a graph that has changed is prepared anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.execution import Execution
from tensortidy.semantics.guards import Guards
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.structure import Function, Loop, Structure
from tensortidy.semantics.unchanging import Unchanging
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Answer

_FEW = 4
_ITERATORS = frozenset({"make_one_shot_iterator", "make_initializable_iterator"})
_BY_OPTIMIZERS = frozenset({"minimize", "apply_gradients", "compute_gradients"})
_PLAIN = frozenset({Kind.NUMBER, Kind.STRING, Kind.NONE, Kind.CLASS, Kind.FUNCTION})
_IN_GRAPH = frozenset({Kind.VARIABLE, Kind.EAGER_TENSOR, Kind.SYMBOLIC_TENSOR, Kind.KERAS_LAYER, Kind.KERAS_MODEL})


@dataclass(frozen=True)
class Addition:
    """A call that adds something to the graph each time that it runs.

    ``operation`` is its name, as ``tensorflow.matmul`` or ``assign``. ``data`` is what a constant is made of, where
    that is an array or not known; None for all other operations. ``run`` is a call that runs a session beside it.
    """

    call: ast.Call
    operation: str
    run: ast.Call
    data: ast.expr | None
    assumptions: tuple[str, ...]


class GraphGrowth:
    """Questions about what makes the graphs of one module grow."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        inference: Inference,
        knowledge: Knowledge,
        execution: Execution,
        unchanging: Unchanging,
        repetitions: Repetitions,
        guards: Guards,
        uses: Uses,
    ) -> None:
        self._structure = structure
        self._names = names
        self._inference = inference
        self._knowledge = knowledge
        self._execution = execution
        self._unchanging = unchanging
        self._repetitions = repetitions
        self._guards = guards
        self._uses = uses

    # ------------------------------------------------------------ questions

    def in_loop(self, loop: Loop) -> list[Addition]:
        """What each pass of a loop adds to a graph that outlives the pass, beside a session that runs there.

        The outermost calls only, in order of place. Empty for loops that build a network and run nothing, for those
        that have only few passes, and where each pass has a graph of its own.
        """
        if not self._structure.reads("run") or self._repetitions.is_few(loop, _FEW):
            return []
        calls = [
            node
            for statement in loop.body
            for node in self._structure.walk(statement)
            if isinstance(node, ast.Call) and self._structure.function(node) is self._structure.function(loop)
        ]
        here = [call for call in calls if self._structure.loop(call) is loop and self._is_each_time(call, loop)]
        return self._additions(here, calls, loop)

    def in_function(self, function: Function) -> tuple[list[Addition], ast.Call | None]:
        """What each call of a function adds to the graph that it finds, and a call of it that a loop repeats."""
        if not self._structure.reads("run"):
            return [], None
        calls = [node for node in self._structure.nodes_of(function) if isinstance(node, ast.Call)]
        if not any(isinstance(call.func, ast.Attribute) and call.func.attr == "run" for call in calls):
            return [], None
        repeated = next(self._repeated(function), None)
        if repeated is None:
            return [], None
        here = [call for call in calls if self._structure.loop(call) is None and not self._guards.is_conditional(call)]
        return self._additions(here, calls, function), repeated

    def traced_in(self, loop: Loop) -> Iterator[ast.Call | Function]:
        """What each pass of a loop hands to ``tf.function`` anew, although it is the same function each time."""
        if not self._structure.reads("function") or self._repetitions.is_few(loop, _FEW):
            return
        for statement in loop.body:
            for node in self._structure.walk(statement):
                made = self._traced(node)
                if made is None or self._structure.loop(node) is not loop or not self._is_each_time(node, loop):
                    continue
                if not any(self._structure.inside(binding, loop) for binding in self._taken_in(made)):
                    if not self._is_stored(node) and isinstance(node, ast.Call | Function):
                        yield node

    def are_invariant(self, added: Sequence[Addition], loop: Loop) -> bool:
        """Whether operations have the same operands in each pass, those made of one another taken together."""
        made: tuple[str, ...] = ()
        for item in added:
            if not self._is_invariant(item.call, loop, made):
                return False
            statement = self._structure.statement(item.call)
            name = self._unchanging.bound_name(statement)
            if name is not None and isinstance(statement, ast.Assign) and statement.value is item.call:
                made = (*made, name)
        return True

    def _is_invariant(self, operation: ast.expr, loop: Loop, made: tuple[str, ...]) -> bool:
        parts: list[ast.expr] = [operation]
        while parts:
            part = parts.pop()
            if isinstance(part, ast.Call) and self._operation(part) is not None:
                if isinstance(part.func, ast.Attribute) and self._names.qualified(part.func) is None:
                    parts.append(part.func.value)  # variable.assign(…)
                parts.extend((*part.args, *(keyword.value for keyword in part.keywords)))
            elif isinstance(part, ast.BinOp):
                parts.extend((part.left, part.right))
            elif isinstance(part, ast.List | ast.Tuple):
                parts.extend(part.elts)
            elif isinstance(part, ast.Starred) or not self._stays(part, loop, made):
                return False
        return True

    def _stays(self, part: ast.expr, loop: Loop, made: tuple[str, ...]) -> bool:
        return self._names.qualified(part) is not None or self._unchanging.is_invariant(part, loop, made)

    # ------------------------------------------------------------ operations

    def _additions(self, calls: list[ast.Call], around: list[ast.Call], place: Loop | Function) -> list[Addition]:
        """The outermost of some calls that add to a graph, where a session is run around them."""
        runs = [
            call for call in around if isinstance(call.func, ast.Attribute) and call.func.attr == "run" and call.args
        ]
        if not runs:
            return []
        found: dict[ast.Call, str] = {}
        for call in calls:
            operation = self._operation(call)
            if operation is not None and not self._is_on_what_passes_bring(call, operation, place):
                found[call] = operation
        outermost = [call for call in found if not any(outer in found for outer in self._structure.ancestors(call))]
        if not outermost:
            return []
        in_graph, why = self._execution.in_graph(outermost[0])
        if in_graph is not Answer.YES or self._has_own_graph(place, around):
            return []
        for run in runs:
            if isinstance(run.func, ast.Attribute):
                session, assumed = self._execution.is_session(run.func.value)
                if session is Answer.YES:
                    return [
                        Addition(call, found[call], run, self._data(call, found[call]), (*why, *assumed))
                        for call in outermost
                    ]
        return []

    def _operation(self, call: ast.Call) -> str | None:
        known = self._execution.operation(call)
        if known is not None or not isinstance(call.func, ast.Attribute):
            return known
        method, receiver = call.func.attr, call.func.value
        if self._knowledge.is_one_of(method, "methods of variables that add operations"):
            return method if self._inference.value(receiver).kind is Kind.VARIABLE else None
        if method in _BY_OPTIMIZERS:
            name = self._inference.value(receiver).name
            return method if self._knowledge.is_one_of(name, "optimizers of graphs") else None
        if method == "get_next" and isinstance(receiver, ast.Name):
            made = [binding.value for binding in self._names.bindings(receiver.id, receiver)]
            ours = [item for item in made if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute)]
            if made and len(ours) == len(made) and all(item.func.attr in _ITERATORS for item in ours):  # type: ignore[attr-defined]
                return method
        return None

    def _is_on_what_passes_bring(self, call: ast.Call, operation: str, place: Loop | Function) -> bool:
        """``for variable in variables: session.run(variable.assign(…))``: one operation for each, as it must be."""
        if not isinstance(place, ast.For | ast.AsyncFor):
            return False
        brought = {node.id for node in self._structure.walk(place.target) if isinstance(node, ast.Name)}
        changed = call.func.value if isinstance(call.func, ast.Attribute) and "." not in operation else None
        for node in self._structure.walk(changed) if changed is not None else ():
            bindings = self._names.bindings(node.id, node) if isinstance(node, ast.Name) else ()
            if any(self._structure.inside(binding.node, place) for binding in bindings):
                return True
        for node in self._structure.walk(call):
            if isinstance(node, ast.Name) and node.id in brought:
                first = operation.startswith("tensorflow.assign") and call.args and node is call.args[0]
                if first or self._inference.value(node).kind in _IN_GRAPH:
                    return True
        return False

    def _data(self, call: ast.Call, operation: str) -> ast.expr | None:
        """The array, or what may be one, that a constant is made of."""
        if not self._knowledge.is_one_of(operation, "graph constants"):
            return None
        given = call.args[0] if call.args else next((item.value for item in call.keywords if item.arg == "value"), None)
        if given is None or isinstance(given, ast.Constant | ast.List | ast.Tuple | ast.UnaryOp | ast.JoinedStr):
            return None
        return None if self._inference.value(given).kind in _PLAIN else given

    # ------------------------------------------------------------ where and how often

    def _is_each_time(self, node: ast.AST, loop: Loop) -> bool:
        """Whether passes come to a node again and again: no ``if first:`` and no ``if step == 0:`` stands around it."""
        inner = node
        for outer in self._structure.ancestors(node):
            if outer is loop:
                return not any(
                    isinstance(last, ast.Break | ast.Return)
                    for last in self._structure.block(inner)[-1:]  # type: ignore[arg-type]
                )
            if isinstance(outer, ast.If | ast.IfExp) and inner is not outer.test:
                every = any(isinstance(part, ast.Mod) for part in ast.walk(outer.test))
                if not every:
                    return False
            if isinstance(outer, ast.If) and isinstance(inner, ast.stmt):
                if isinstance(self._structure.block(inner)[-1], ast.Break | ast.Return):
                    return False
            if isinstance(outer, ast.ExceptHandler):
                return False
            inner = outer
        return False

    def _has_own_graph(self, place: Loop | Function, calls: list[ast.Call]) -> bool:
        """Whether a graph is made, entered or emptied inside: ``with tf.Graph().as_default():``."""
        for call in calls:
            name = self._names.qualified(call.func)
            if self._knowledge.is_one_of(name, "new graphs") or self._knowledge.is_one_of(name, "graph resets"):
                return True
            if isinstance(call.func, ast.Attribute) and call.func.attr == "as_default":
                kind = self._inference.value(call.func.value).kind
                if kind is not Kind.SESSION:
                    return True
        return False

    def _repeated(self, function: Function) -> Iterator[ast.Call]:
        """The calls of a function, in this file, that a loop repeats."""
        for use in self._uses.of(function):
            call = self._structure.parent(use)
            loop = self._structure.loop(use)
            if isinstance(call, ast.Call) and call.func is use and loop is not None:
                around = [node for node in self._structure.walk(loop) if isinstance(node, ast.Call)]
                few = self._repetitions.is_few(loop, _FEW)
                if not few and self._is_each_time(call, loop) and not self._has_own_graph(loop, around):
                    yield call

    # ------------------------------------------------------------ traced functions

    def _traced(self, node: ast.AST) -> ast.AST | None:
        """The function that ``tf.function(…)`` or ``@tf.function`` makes of another."""
        if isinstance(node, Function):
            return node if self._execution.function(node.body[0]) is node and node.decorator_list else None
        if isinstance(node, ast.Call) and node.args and not isinstance(self._structure.parent(node), Function):
            if self._knowledge.is_one_of(self._names.qualified(node.func), "traced functions"):
                return node.args[0]
        return None

    def _taken_in(self, made: ast.AST) -> Iterator[ast.AST]:
        """What gives a value to the variables that a function takes from around it."""
        whole = self._names.definition(made) if isinstance(made, ast.Name) else None
        for node in self._structure.walk(whole or made):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                for binding in self._names.bindings(node.id, node):
                    inside = self._structure.inside(binding.node, whole or made)
                    if not inside and binding.node is not whole:
                        yield binding.node

    def _is_stored(self, node: ast.AST) -> bool:
        """``functions[name] = tf.function(…)``, ``functions.append(tf.function(…))``: one for each is wanted."""
        parent = self._structure.parent(node)
        if isinstance(parent, ast.Assign):
            return any(not isinstance(target, ast.Name) for target in parent.targets)
        return isinstance(parent, ast.Call) and parent.func is not node
