"""What loops do with Keras models, on every path, through the functions that they call."""

import ast
from pathlib import Path

import pytest

from semantics.asking import model_of
from tensortidy.knowledge import built_in
from tensortidy.semantics import Cleared, Model, Over
from tensortidy.semantics.program import Program
from tensortidy.source import Source
from tensortidy.syntax import parse

START = """\
import keras
from keras import backend as K
from sklearn.model_selection import KFold
def build(n):
    model = keras.Sequential([keras.layers.Dense(n)])
    model.compile("adam", "mse")
    return model
def free():
    K.clear_session()
def ask(rows, x, y):
    model = build(1)
"""


def loop_of(model: Model) -> ast.For:
    """The first loop of a program that is in no other."""
    return next(node for node in ast.walk(model.module) if isinstance(node, ast.For))


def cleared(body: str, loop: str = "for n in rows:") -> tuple[Cleared, bool] | None:
    """How a loop with this body clears, and whether it trains; None where it builds no model in every pass."""
    text = START + f"    {loop}\n" + "".join(f"        {line}\n" for line in body.splitlines())
    model = model_of(text)
    found = model.model_loops.of(loop_of(model))
    return None if found is None else (found.cleared, found.trained is not None)


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("m = build(n)", (Cleared.NEVER, False)),
        ("m = build(n)\nm.fit(x, y)", (Cleared.NEVER, True)),
        ("m = build(n)\nfor _ in range(9):\n    m.train_on_batch(x, y)", (Cleared.NEVER, True)),
        ("m = build(n)\nmodel.fit(x, y)", (Cleared.NEVER, False)),
        ("build(n).fit(x, y)", (Cleared.NEVER, True)),
        ("free()\nm = build(n)", (Cleared.ALWAYS, False)),
        ("m = build(n)\nif x:\n    free()\n    continue\nfree()", (Cleared.ALWAYS, False)),
        ("m = build(n)\nif n > 7:\n    continue\nfree()", (Cleared.PARTLY, False)),
        ("m = build(n)\nif n > 7:\n    break\nfree()", (Cleared.ALWAYS, False)),
        ("m = build(n)\nwith open('a'):\n    free()", (Cleared.ALWAYS, False)),
        ("try:\n    m = build(n)\n    m.fit(x, y)\nfinally:\n    free()", (Cleared.ALWAYS, True)),
        ("try:\n    m = build(n)\n    free()\nexcept ValueError:\n    pass", (Cleared.RAISING, False)),
        ("m = build(n)\nif n % 5 == 0:\n    free()", (Cleared.ALWAYS, False)),
        ("if n == 7:\n    m = build(n)", None),
        ("if n == 7:\n    m = build(n)\nelse:\n    m = build(9)", (Cleared.NEVER, False)),
        ("if n in x:\n    continue\nm = build(n)", (Cleared.NEVER, False)),
        ("m = build(n)\nx.append((n, m))", None),
        ("x[n] = build(n)", None),
        ("m = build(n)\nbreak", None),
        ("ms = [build(k) for k in x]", None),
        ("m = keras.Model(model.inputs, model.layers[0].output)", None),
    ],
)
def test_how_a_loop_clears_what_it_builds(body: str, answer: tuple[Cleared, bool] | None) -> None:
    assert cleared(body) == answer


def test_a_loop_of_two_passes_is_no_loop() -> None:
    assert cleared("m = build(n)", "for n in (4, 8):") is None


def test_own_free_calls_count() -> None:
    text = START + "    for n in rows:\n        m = build(n)\n        tidy(m)\n"
    source = Source(text)
    module = parse(source).module
    asked = {calls: Model(module, source, free_calls=calls) for calls in ((), ("tidy",))}
    answers = [model.model_loops.of(loop_of(model)) for model in asked.values()]
    assert [found.cleared for found in answers if found is not None] == [Cleared.NEVER, Cleared.ALWAYS]


@pytest.mark.parametrize(
    ("rest", "answer"),
    [("", (Cleared.NEVER, False)), ("free()", (Cleared.ALWAYS, False)), ("m.fit(x, x)", (Cleared.NEVER, True))],
)
def test_functions_of_other_files_count(tmp_path: Path, rest: str, answer: tuple[Cleared, bool]) -> None:
    (tmp_path / "tools.py").write_text(START)
    text = f"from tools import build, free\ndef run(x):\n    for n in x:\n        m = build(n)\n        {rest}\n"
    program = Program({tmp_path / "tools.py": START, tmp_path / "use.py": text}.get, built_in(), lambda _: [])
    source = Source(text)
    model = Model(parse(source).module, source, others=program.view(tmp_path / "use.py", may_read=True))
    found = model.model_loops.of(loop_of(model))
    assert found is not None
    assert (found.cleared, found.trained is not None) == answer


@pytest.mark.parametrize(
    ("loop", "body", "answer"),
    [
        ("for a, b in KFold(5).split(x):", "model.fit(x[a], y[a])", Over.FOLDS),
        ("for i, (a, b) in enumerate(KFold(5).split(x)):", "model.fit(x[a], y[a])", Over.FOLDS),
        ("for a, b in KFold(5).split(x):", "model.set_weights(x)\nmodel.fit(x[a], y[a])", None),
        ("for a, b in KFold(5).split(x):", "model = build(3)\nmodel.fit(x[a], y[a])", None),
        ("for a, b in KFold(5).split(x):", "reset(model)\nmodel.fit(x[a], y[a])", None),
        ("for a in rows.split(','):", "model.fit(x[a], y[a])", None),
        ("for a in rows:", "model.fit(x[a], y[a])", None),
        ("for a in rows:", "keras.utils.set_random_seed(a)\nmodel.fit(x, y)", Over.SEEDS),
        ("for a in rows:", "keras.utils.set_random_seed(1)\nmodel.fit(x, y)", None),
    ],
)
def test_passes_that_ought_to_begin_afresh(loop: str, body: str, answer: Over | None) -> None:
    text = START + f"    {loop}\n" + "".join(f"        {line}\n" for line in body.splitlines())
    model = model_of(text)
    found = model.model_reuse.of(loop_of(model))
    assert (found.over if found is not None else None) is answer
