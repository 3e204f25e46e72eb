"""Variables: their values remembered, assigned, put into, detached."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tensortidy.budget import Evaluations
from tensortidy.knowledge import Kind, Knowledge
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import Evidence, dotted
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.libraries import Libraries
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.summaries import go_on
from tensortidy.semantics.values import (
    DETACHED,
    NOT_YET,
    UNKNOWN,
    Answer,
    Step,
    Value,
    container,
    join,
    term,
    unknown,
)

Environment = dict[str, Value]
"""The values of variables, and of attribute chains like ``self.loss``, at one point of a function."""


# So many expressions are evaluated between two looks at who else waits: about a millisecond.
_AT_ONCE = 50


class Assignments(Libraries):
    """Expressions evaluated and remembered, targets assigned. What expressions evaluate to is left to subclasses."""

    def __init__(
        self,
        structure: Structure,
        names: Names,
        classes: Classes,
        grad_mode: GradMode,
        evidence: Evidence,
        knowledge: Knowledge,
    ) -> None:
        super().__init__(classes, grad_mode, knowledge)
        self.structure = structure
        self.names = names
        self.evidence = evidence
        self.values: dict[ast.AST, Value] = structure.kept(finely=True)
        self.evaluations = Evaluations()
        self.give_way: Callable[[], None] = go_on
        """Called now and then; it may raise, and then nothing more is to be asked."""
        self.fed = structure.kept_set()
        self.proved = structure.kept_set()
        """Origins of unknown values on which backward() is called: tensors of a graph."""

    @abstractmethod
    def _evaluate(self, node: ast.expr, env: Environment) -> Value:
        """The value of an expression."""

    def evaluate(self, node: ast.expr, env: Environment) -> Value:
        """Evaluate an expression and remember its value, joined with those of earlier times."""
        self.evaluations.spend()
        if not self.evaluations.spent % _AT_ONCE:
            self.give_way()
        value = self._evaluate(node, env)
        if not value.origins and value.kind is None and not value.maybe and value is not NOT_YET:
            value = unknown(node) if value is UNKNOWN else value.made_by(frozenset((node,)))
        known = self.values.get(node)
        self.values[node] = value if known is None or known is value else join(known, value)
        return value

    def assign(self, target: ast.expr, value: Value, env: Environment) -> None:
        """Bind a target, or each part of one that unpacks."""
        if isinstance(target, ast.Tuple | ast.List):
            for at, element in enumerate(target.elts):
                if isinstance(element, ast.Starred):
                    rest = value.items[at : len(value.items) - (len(target.elts) - at - 1)]
                    held = container(items=rest) if rest else container(self.element(value, target))
                    self.assign(element.value, held, env)
                elif len(value.items) == len(target.elts):
                    self.assign(element, value.items[at], env)
                elif value.kind is Kind.TENSOR and value.graph is not Answer.NO:
                    how = term(Step.ELEMENT, (value,), name=str(at))
                    self.assign(element, self.part(value, element, how), env)
                else:
                    self.assign(element, self.index(value, str(at), target), env)
            return
        known = self.values.get(target)
        self.values[target] = value if known is None or known is value else join(known, value)
        path = dotted(target)
        if path is not None:
            if path in self.structure.gathered(_holders, ast.Attribute, ast.Call):  # its attributes are variables, too
                prefix = f"{path}."
                for name in [name for name in env if name.startswith(prefix)]:
                    del env[name]  # the object has changed, and its attributes with it
            env[path] = value
            if isinstance(target, ast.Attribute):
                self.evaluate(target.value, env)
        elif isinstance(target, ast.Subscript):
            self.evaluate(target.value, env)
            self.evaluate(target.slice, env)
            self.put(target.value, value, env, key_of(target.slice))
        elif isinstance(target, ast.Attribute):
            self.evaluate(target.value, env)

    def put(self, holder: ast.expr, value: Value, env: Environment, key: str = "") -> None:
        """Put a value into a container variable."""
        path = dotted(holder)
        known = env.get(path) if path else None
        if path is not None and known is not None and known.kind is Kind.TENSOR and value.graph is Answer.YES:
            env[path] = value if not known.is_leaf or known.graph is Answer.NO else known
            return
        if path is None or known is None or known.kind is not Kind.CONTAINER:
            return
        if key and (known.entries or known.elements is None) and len(known.entries) < 16:
            entries = {**dict(known.entries), key: value}
            env[path] = container(entries=tuple(entries.items()))
        else:
            held = join(known.elements, value) if known.elements is not None else value
            env[path] = replace(container(held), term=known.term)
        self._alias(path, known, env)

    @staticmethod
    def _alias(path: str, before: Value, env: Environment) -> None:
        """Other names of the same container hold what is put into it too."""
        for name, value in env.items():
            if value is before and name != path:
                env[name] = env[path]

    def detach(self, node: ast.expr, value: Value, env: Environment) -> None:
        """``x.detach_()``: under whatever names the tensor is known."""
        path = dotted(node)
        if path is not None:
            env[path] = DETACHED
        for name, known in env.items():
            if known is value and value.kind is not None:
                env[name] = DETACHED


def _holders(nodes: Iterator[ast.AST]) -> set[str]:
    """The objects that have attributes of their own among the variables: ``self`` of ``self.loss = …``."""
    found: set[str | None] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            found.add(dotted(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_"):
            if isinstance(node.func.value, ast.Attribute):
                found.add(dotted(node.func.value.value))
    return {path for path in found if path is not None}


def key_of(node: ast.expr) -> str:
    """The constant key of a subscript or dict as text; empty where it is none."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = key_of(node.operand)
        return f"-{inner}" if inner.isdigit() else ""
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str | int) else ""


def join_environments(ends: Sequence[Environment]) -> Environment:
    """The variables after branches that end so."""
    joined = dict(ends[0])
    for other in ends[1:]:
        for name, value in other.items():
            known = joined.get(name)
            if known is not value:
                joined[name] = value if known is None else join(known, value)
    return joined


def take_over(env: Environment, other: Environment) -> None:
    """Let an environment be as another."""
    env.clear()
    env.update(other)
