"""What decides whether code runs: each on the smallest program that shows it, of the statement ``mark()``."""

import ast

import pytest

from semantics.asking import model_of
from tensortidy.semantics import Model


def marked(program: str) -> tuple[Model, ast.stmt]:
    model = model_of(program)
    [call] = [node for node in ast.walk(model.module) if isinstance(node, ast.Call) and ast.unparse(node) == "mark()"]
    statement = model.structure.statement(call)
    assert statement is not None
    return model, statement


@pytest.mark.parametrize(
    ("program", "conditions"),
    [
        ("mark()", []),
        ("if a:\n    if b:\n        mark()", ["b", "a"]),
        ("if a: pass\nelse: mark()", ["a"]),
        ("if __name__ == '__main__':\n    mark()", []),
        ("def f():\n    if a: return\n    mark()", ["a"]),
        ("def f():\n    if a: raise ValueError\n    mark()", []),
        ("if a:\n    def f():\n        mark()", []),
        ("match a:\n    case 1:\n        mark()", ["a"]),
        ("for x in y:\n    if x: continue\n    mark()", ["x"]),
    ],
)
def test_conditions_from_the_inside_out(program: str, conditions: list[str]) -> None:
    model, statement = marked(program)
    assert [ast.unparse(test) for test in model.guards.conditions(statement)] == conditions
    assert model.guards.is_conditional(statement) is bool(conditions)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("try: f()\nexcept E: mark()", True),
        ("try: f()\nfinally: mark()", True),
        ("try: mark()\nexcept E: pass", False),
        ("try: f()\nexcept E: pass\nelse: mark()", False),
        ("try: f()\nexcept E:\n    def g(): mark()", False),
    ],
)
def test_what_runs_after_a_failure(program: str, expected: bool) -> None:
    model, statement = marked(program)
    assert model.guards.handles_failure(statement) is expected


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("def f():\n    'Mark.'\n    mark()", True),
        ("def f():\n    mark()\n    return 1", True),
        ("def f():\n    mark()\n    g()", False),
        ("mark()", False),
    ],
)
def test_functions_that_are_a_switch(program: str, expected: bool) -> None:
    model, statement = marked(program)
    assert model.guards.is_switch(statement) is expected
