"""What the model believes of one line, in words: for ``tensortidy explain``, for rule authors, for tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.semantics.model import Model
from tensortidy.semantics.reasons import body_reason, grad_reason, on_one_line
from tensortidy.semantics.structure import Function, Loop
from tensortidy.semantics.values import Answer, Value
from tensortidy.semantics.words import in_words, returned_in_words

_GRAD = {Answer.YES: "on", Answer.NO: "off", Answer.UNKNOWN: "unknown"}
NOTHING = "nothing is believed of it"
"""The answer to a question that a line does not raise."""


@dataclass(frozen=True)
class Belief:
    """One thing that the model believes, why, and what that rests on.

    ``subject`` is an expression as it is written, or a question like ``grad`` or ``fate of loss``. ``reason`` is
    empty where the answer speaks for itself, or where nobody knows.
    """

    subject: str
    answer: str
    assumptions: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Place:
    """A line of the file, counted from 1, and the code there that matters, on one line."""

    line: int
    code: str


@dataclass(frozen=True)
class LoopAround:
    """The loop that repeats a line: where it begins, what it iterates (or tests), and what that is."""

    line: int
    over: Belief
    is_while: bool


@dataclass(frozen=True)
class FunctionAround:
    """The function that a line belongs to, and the places of the file that call it or hand it on."""

    name: str
    line: int
    callers: tuple[Place, ...]


@dataclass(frozen=True)
class Explanation:
    """The beliefs about one line: ``values`` of its expressions in order of place, then everything else."""

    line: int
    code: str
    values: tuple[Belief, ...]
    others: tuple[Belief, ...]
    loop: LoopAround | None = None
    function: FunctionAround | None = None

    def answer(self, subject: str) -> str:
        """The answer to a question about the line; ``assumed x`` asks whether what is known of ``x`` is assumed."""
        if subject.startswith("assumed "):
            return "yes" if self._belief(subject.removeprefix("assumed ")).assumptions else "no"
        return self._belief(subject).answer

    def _belief(self, subject: str) -> Belief:
        for belief in (*self.others, *self.values):
            if belief.subject == subject:
                return belief
        return Belief(subject, NOTHING)


def explain(model: Model, line: int) -> Explanation:
    """What a model believes of a line (from 1). There are no beliefs where no code begins on the line."""
    nodes = [node for node in model.structure.walk(model.module) if getattr(node, "lineno", 0) == line]
    places = [node for node in nodes if isinstance(node, ast.stmt | ast.expr)]
    values = _values(model, nodes)
    others: list[Belief] = []
    for node in nodes:
        if isinstance(node, Function):
            others.extend(_of_function(model, node))
        elif isinstance(node, ast.ClassDef):
            others.append(_of_class(model, node))
    if places:
        others.extend(_of_place(model, places[0]))
    for statement in _statements(model, places):
        others.extend(_of_statement(model, statement))
    around = places[0] if places else holder(model, line)
    return Explanation(
        line,
        model.source.line(line),
        values,
        tuple(others),
        _loop_around(model, around) if around is not None else None,
        _function_around(model, around) if around is not None else None,
    )


def holder(model: Model, line: int) -> ast.stmt | None:
    """The innermost statement that a line (from 1) is part of; None where there is none."""
    found: ast.stmt | None = None
    for node in model.structure.walk(model.module):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            found = node
    return found


def _held(model: Model, node: ast.expr, value: Value) -> tuple[str, tuple[str, ...]]:
    """What an expression holds, in words: a backward pass through an unknown value tells what it was."""
    answer = in_words(value)
    if answer == "unknown" and model.graph_tensors.is_graph_tensor(node) is Answer.YES:
        proof = model.graph_tensors.graph_assumptions(node) or ("a backward pass goes through it",)
        return "graph tensor", proof
    return answer, value.assumptions


def _values(model: Model, nodes: list[ast.AST]) -> tuple[Belief, ...]:
    values: dict[str, Belief] = {}
    for node in sorted(nodes, key=lambda node: getattr(node, "col_offset", 0)):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Constant | ast.Slice | ast.JoinedStr):
            text = model.text(node)
            if "\n" not in text and text not in values:
                value = model.value(node)
                answer, assumptions = _held(model, node, value)
                values[text] = Belief(text, answer, assumptions, _meaning(model, node))
    return tuple(values.values())


def _meaning(model: Model, node: ast.expr) -> str:
    """What an expression is otherwise called, or does to gradients; mostly nothing, and empty then."""
    name = model.qualified(node)
    if name is not None:
        return f"is `{name}`" if "." in name else ""
    switched = model.grad_mode.switches(node) if isinstance(node, ast.Call) else None
    return f"switches gradients {_GRAD[switched]}" if switched in (Answer.YES, Answer.NO) else ""


def _statements(model: Model, places: list[ast.stmt | ast.expr]) -> Iterator[ast.stmt]:
    """The statements that begin on a line; where none does, the plain one that goes on there."""
    begun = [node for node in places if isinstance(node, ast.stmt)]
    yield from begun
    outer = model.structure.statement(places[0]) if places and not begun else None
    if outer is not None and not hasattr(outer, "body"):
        yield outer


def _of_function(model: Model, function: Function) -> Iterator[Belief]:
    summary = model.summary(function)
    effects = sorted(str(effect) for effect in summary.effects if effect.does.is_told)
    yield Belief("returns", returned_in_words(summary), summary.returns.assumptions)
    yield Belief("effects", ", ".join(effects) or "none")
    mode = model.grad_mode.function(function)
    yield Belief("grad inside", _GRAD[mode], reason=body_reason(model, function))


def _of_class(model: Model, definition: ast.ClassDef) -> Belief:
    kind, _ = model.classes.kind(definition)
    names, complete = model.classes.ancestry(definition)
    bases = ", ".join(f"`{name}`" for name in sorted(names))
    reason = f"it derives from {bases}" if bases else ""
    if not complete:
        reason = f"{reason}, and from a class that is not known" if reason else "it derives from a class not known"
    return Belief("instance", kind.value if kind is not None else "unknown", reason=reason)


def _of_place(model: Model, node: ast.AST) -> Iterator[Belief]:
    phase, assumptions = model.phases.phase(node)
    yield Belief("grad", _GRAD[model.grad_mode.at(node)], reason=grad_reason(model, node))
    yield Belief("phase", phase.value, assumptions)


def _of_statement(model: Model, statement: ast.stmt) -> Iterator[Belief]:
    for name in model.flow.bound_names(statement):
        fates = model.flow.destinations(name, statement)
        yield Belief(f"fate of {name}", ", ".join(sorted(fate.value for fate in fates)) or "read")
        if model.structure.loop(statement) is not None:
            yield Belief(f"carried {name}", "yes" if model.flow.is_carried(name, statement) else "no")
        owner = model.owners.owner(statement, name)
        if owner is not None:
            yield Belief(f"owner of {name}", owner.value)
    growth = model.accumulations.growth(statement)
    if growth is not None:
        yield Belief(f"growth of {growth[0]}", growth[1].value)


def _loop_around(model: Model, node: ast.AST) -> LoopAround | None:
    loop: Loop | None = model.structure.loop(node)
    if loop is None:
        return None
    over = loop.test if isinstance(loop, ast.While) else loop.iter
    value = model.value(over)
    belief = Belief(on_one_line(model.text(over)), in_words(value), value.assumptions)
    return LoopAround(loop.lineno, belief, isinstance(loop, ast.While))


def _function_around(model: Model, node: ast.AST) -> FunctionAround | None:
    """The function that a node stands in, or that it is."""
    found = node if isinstance(node, Function) else model.structure.function(node)
    while isinstance(found, ast.Lambda):
        found = model.structure.function(found)
    if found is None:
        return None
    lines = sorted({use.lineno for use in model.grad_mode.callers(found) if isinstance(use, ast.expr)})
    callers = tuple(Place(line, on_one_line(model.source.line(line))) for line in lines)
    return FunctionAround(found.name, found.lineno, callers)
