"""How TensorFlow executes: a graph that a session runs, operations at once, or functions that are traced.

The same line means different things. ``tf.add(a, b)`` computes a sum in TensorFlow 2, and adds an operation to a
graph in TensorFlow 1, where it stays for the life of the graph.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.shapes import decorator_named
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.uses import Uses
from tensortidy.semantics.values import Answer

Mode = tuple[Answer, tuple[str, ...]]

_COMPAT = "tensorflow.compat.v1"
_TO_GRAPHS, _TO_EAGER = "switches to graph mode", "switches to eager mode"
_QUESTIONS, _OF_EAGER = "questions about the mode", "names of eager mode"
_OF_GRAPHS, _OF_OLD_CODE = "names of graph mode", "names of TensorFlow 1"
_TELLING = (_TO_GRAPHS, _TO_EAGER, _QUESTIONS, _OF_EAGER, _OF_GRAPHS, _OF_OLD_CODE)
_BY_DEFAULT = "TensorFlow 2 executes operations at once, and nothing in this file switches that off"


class Execution:
    """In what way the TensorFlow code of one module is executed."""

    def __init__(
        self, structure: Structure, names: Names, uses: Uses, inference: Inference, knowledge: Knowledge
    ) -> None:
        self._structure = structure
        self._names = names
        self._uses = uses
        self._inference = inference
        self._knowledge = knowledge
        self._mode: Mode | None = None

    # ------------------------------------------------------------ questions

    def graph_mode(self) -> Mode:
        """Whether the file is TensorFlow 1 code, whose operations go into a graph, and what that rests on.

        NO where operations are executed at once. UNKNOWN where the file does both, asks which of the two it is, or
        does nothing that would tell.
        """
        if self._mode is None:
            self._mode = self._decide()
        return self._mode

    def in_graph(self, node: ast.AST) -> Mode:
        """Whether an operation that is called at a place is added to a graph, for a session to run.

        What is inside a function that is traced goes into that function's own graph: there the answer is NO.
        """
        if self.function(node) is not None:
            return Answer.NO, ()
        if self.graph(node) is not None or self._is_of_estimator(node):
            return Answer.YES, ()
        return self.graph_mode()

    def function(self, node: ast.AST) -> Function | ast.Lambda | None:
        """The function around a node that ``tf.function`` traces: it is decorated, or handed over."""
        function = self._structure.function(node)
        while function is not None and not self._is_traced(function):
            function = self._structure.function(function)
        return function

    def graph(self, node: ast.AST) -> ast.With | ast.AsyncWith | None:
        """The ``with graph.as_default()``, or ``with tf.Session(graph=graph)``, around a node in its function."""
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(outer, Function | ast.Lambda):
                return None
            if isinstance(outer, ast.With | ast.AsyncWith) and inner in outer.body:
                if any(self._enters_graph(item.context_expr) for item in outer.items):
                    return outer
            inner = outer
        return None

    def operation(self, node: ast.AST) -> str | None:
        """The operation that a call of a function of TensorFlow adds to a graph: ``tensorflow.matmul``.

        Its name is that of TensorFlow 1. None for calls that add none, and for those that are not known.
        """
        name = self._names.qualified(node.func) if isinstance(node, ast.Call) else None
        if name is None or not name.startswith("tensorflow."):
            return None
        if name.startswith(_COMPAT):
            name = "tensorflow" + name[len(_COMPAT) :]
        if self._knowledge.is_one_of(name, "graph operations"):
            return name
        if self._knowledge.is_one_of(name, "no operations"):
            return None
        return name if self._knowledge.call(name) is Kind.EAGER_TENSOR else None

    def is_session(self, node: ast.expr) -> Mode:
        """Whether an expression is a session, by what it is made by or by what is done with it.

        A variable of which nothing is known is one where ``run`` is called on it with ``feed_dict``, or with an
        operation that is made on the spot.
        """
        value = self._inference.value(node)
        if value.kind is Kind.SESSION:
            return Answer.YES, value.assumptions
        if value.kind is not None or not isinstance(node, ast.Name | ast.Attribute):
            return Answer.NO if value.kind is not None else Answer.UNKNOWN, ()
        text = ast.unparse(node)
        for read in self._structure.reads("run"):
            call = self._structure.parent(read)
            runs = isinstance(read, ast.Attribute) and isinstance(call, ast.Call) and call.func is read
            if runs and isinstance(call, ast.Call) and ast.unparse(read.value) == text and self._feeds(call):  # type: ignore[attr-defined]
                return Answer.YES, (f"`{text}` is a session, since `{text}.run(…)` is given operations",)
        return Answer.UNKNOWN, ()

    def _feeds(self, call: ast.Call) -> bool:
        """``….run(fetches, feed_dict=…)``, ``….run(tf.…(…))``."""
        if any(keyword.arg == "feed_dict" for keyword in call.keywords):
            return True
        return any(self.operation(part) is not None for part in call.args)

    # ------------------------------------------------------------ the file

    def _decide(self) -> Mode:
        imported = [name for name in self._names.imports() if name.partition(".")[0] == "tensorflow"]
        if not imported:
            return Answer.UNKNOWN, ()
        old = all(name.startswith((_COMPAT, "tensorflow.python")) for name in imported)
        found = dict(self._found())
        if _QUESTIONS in found or (_TO_GRAPHS in found and _TO_EAGER in found):
            return Answer.UNKNOWN, ()
        if _TO_GRAPHS in found or _TO_EAGER in found:
            return (Answer.YES if _TO_GRAPHS in found else Answer.NO), ()
        graph = _OF_GRAPHS in found or (old and _OF_OLD_CODE in found)
        if graph and _OF_EAGER in found:
            return Answer.UNKNOWN, ()
        if graph:
            name = found.get(_OF_OLD_CODE, "").removeprefix("tensorflow.")
            why = f"eager execution is off, as in TensorFlow 1, since `{name}` is used"
            return Answer.YES, (() if _OF_GRAPHS in found else (why,))
        if _OF_EAGER in found:
            return Answer.NO, ()
        return (Answer.UNKNOWN, ()) if old else (Answer.NO, (_BY_DEFAULT,))

    def _found(self) -> Iterator[tuple[str, str]]:
        """What the file names by which its mode can be told: groups of names, with one of its names."""
        for last in {name.rpartition(".")[2] for group in _TELLING for name in self._knowledge.names_of(group)}:
            for node in self._structure.reads(last):
                name = self._names.qualified(node)
                group = next((group for group in _TELLING if self._knowledge.is_one_of(name, group)), None)
                if group is not None and name is not None and self._tells(node, name, group):
                    conditional = group in (_TO_GRAPHS, _TO_EAGER) and self._is_conditional(node)
                    yield _QUESTIONS if conditional else group, name

    def _tells(self, node: ast.expr, name: str, group: str) -> bool:
        """Whether what is named at a place tells something of the whole file."""
        if group == _QUESTIONS:
            return not name.endswith(("__version__", "VERSION")) or self._is_compared(node)
        if group not in (_OF_GRAPHS, _OF_OLD_CODE):
            return True
        inner: ast.AST = node
        while isinstance(outer := self._structure.parent(inner), ast.Attribute):
            inner = outer
        call = self._structure.parent(inner)
        if not isinstance(call, ast.Call) or call.func is not inner:
            return False  # a type that is asked for
        own = name.startswith(_COMPAT) and (self._enters_graph(call) or self.graph(node) is not None)
        return not own and not self._is_of_estimator(node)

    def _is_compared(self, node: ast.expr) -> bool:
        return any(isinstance(outer, ast.Compare | ast.BoolOp) for outer in self._structure.ancestors(node))

    def _is_conditional(self, node: ast.expr) -> bool:
        """``if FLAGS.graph: tf.disable_v2_behavior()``; being run as a script is no condition."""
        return any(
            isinstance(outer, ast.If | ast.IfExp) and "__name__" not in ast.dump(outer.test)
            for outer in self._structure.ancestors(node)
        )

    # ------------------------------------------------------------ places

    def _is(self, node: ast.AST, group: str) -> bool:
        return self._knowledge.is_one_of(self._names.qualified(node), group)

    def _enters_graph(self, entered: ast.expr) -> bool:
        """Whether operations go into another graph than before, inside ``with entered:``."""
        if not isinstance(entered, ast.Call):
            return False
        if isinstance(entered.func, ast.Attribute) and entered.func.attr == "as_default":
            receiver = entered.func.value
            made = receiver.func if isinstance(receiver, ast.Call) else None
            known = self._inference.value(receiver).name
            return (made is not None and self._is(made, "graphs")) or self._knowledge.is_one_of(known, "graphs")
        given = len(entered.args) > 1 or any(keyword.arg == "graph" for keyword in entered.keywords)
        return given and self._is(entered.func, "sessions")

    def _is_traced(self, function: Function | ast.Lambda) -> bool:
        if isinstance(function, ast.Lambda):
            return self._is_handed_over(function)
        for decorator in function.decorator_list:
            partial = isinstance(decorator, ast.Call) and any(
                self._is(part, "traced functions") for part in decorator.args
            )
            if partial or self._is(decorator_named(decorator), "traced functions"):
                return True
        return any(self._is_handed_over(use) for use in self._uses.of(function))

    def _is_handed_over(self, use: ast.AST) -> bool:
        """``tf.function(use)``."""
        call = self._structure.parent(use)
        return isinstance(call, ast.Call) and use in call.args[:1] and self._is(call.func, "traced functions")

    def _is_of_estimator(self, node: ast.AST) -> bool:
        """Whether a node is in a model function, which an Estimator calls to build a graph."""
        function = self._structure.function(node)
        return function is not None and any(
            self._structure.function(read) is function and self._is(read, "specifications of estimators")
            for last in ("EstimatorSpec", "TPUEstimatorSpec")
            for read in self._structure.reads(last)
        )
