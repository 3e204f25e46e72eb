"""Which functions should run as graphs is decided when nobody types, and told on until it is decided anew."""

from collections.abc import Callable

import pytest

from tensortidy.engine import Analysis, Earlier, Memory, analyze
from tensortidy.registry import load
from tensortidy.semantics import Model
from tensortidy.semantics.hybridization.analysis import Hybridization
from tensortidy.semantics.summaries import Interrupted
from tensortidy.source import Source
from tensortidy.syntax import parse

RULES = [rule for rule in load().rules if rule.card.name == "eager-function-could-be-hybrid"]
STEP = """\
import tensorflow as tf


def step(x):
    return tf.nn.relu(x)


for number in range(3):
    step(tf.ones(3))
"""


def lines(analysis: Analysis) -> list[int]:
    return [finding.span.start.line for finding in analysis.findings]


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each time that a whole program is decided."""
    found: list[object] = []
    verdicts = Hybridization.verdicts

    def counted(self: Hybridization) -> object:
        found.append(self)
        return verdicts(self)

    monkeypatch.setattr(Hybridization, "verdicts", counted)
    return found


def test_a_key_costs_no_decision_and_keeps_what_was_decided(decided: list[object]) -> None:
    memory, source = Memory(), Source(STEP)
    settled = analyze(source, RULES, memory=memory)
    assert (lines(settled), len(decided)) == ([4], 1)
    typed = Source(STEP.replace("relu(x)", "relu(x + 1)").replace("import", "\nimport"))
    first = analyze(typed, RULES, memory=memory, since=Earlier(source, settled))
    assert (lines(first), len(decided)) == ([5], 1)


def test_another_decorator_is_not_told_what_held_without_it() -> None:
    memory, source = Memory(), Source(STEP)
    settled = analyze(source, RULES, memory=memory)
    typed = Source(STEP.replace("def step", "@tf.function\ndef step"))
    assert lines(analyze(typed, RULES, memory=memory, since=Earlier(source, settled))) == []


def test_a_text_without_anything_to_decide_is_not_looked_at(decided: list[object]) -> None:
    analyze(Source(STEP.partition("for")[0]), RULES)
    assert decided == []


def test_deciding_gives_way_and_is_begun_again() -> None:
    source = Source(STEP)
    asked = 0

    def give_way() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Interrupted

    with pytest.raises(Interrupted):
        interrupted(source, give_way)
    assert len(interrupted(source, give_way)) == 1


def interrupted(source: Source, give_way: Callable[[], None]) -> dict[str, bool]:
    model = Model(parse(source).module, source, give_way=give_way)
    return {verdict.name: verdict.is_refactorable for verdict in model.graph_functions.every().values()}


def test_a_very_long_file_is_left_to_the_command_line(decided: list[object]) -> None:
    assert lines(analyze(Source(STEP + "\n" * 5_000), RULES)) == []
    assert decided == []
