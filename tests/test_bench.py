"""What could be wrong with a benchmark unnoticed: its statistics, its edits, what it takes for an answer.

Nothing here is timed, and no server is started.
"""

import ast
import math

import pytest

from bench.client import Publication, answer_to
from bench.edits import BREAK, BURST, DELETE, GESTURES, NEWLINE, PASTE, Edit, Gesture, Plan, position, undo
from bench.figures import RATIO_GOALS, RUFF_THEN, Summary, markdown, number, verdict
from bench.subjects import LENGTHS, joined
from bench.throughput import Run, linearity, up_to

TRAINING = '''\
"""Trains a little; a line that is not ASCII: ∂L/∂θ, 𝜃."""
import torch


def train(model, batches, criterion):
    total = 0
    losses = []
    for inputs, targets in batches:
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        total += loss.item()
    return total


class Trainer:
    def __init__(self, model):
        self.model = model
        self.steps = 0
'''


# ---------------------------------------------------------------- statistics


def test_the_median_is_of_the_answers_and_in_milliseconds() -> None:
    assert Summary.of([0.001, 0.003, 0.002]) == Summary(asked=3, answered=3, p50=2.0, p95=3.0)


def test_a_twentieth_of_the_samples_may_exceed_the_95th_percentile() -> None:
    assert Summary.of([number / 1000 for number in range(1, 101)]).p95 == pytest.approx(95)


def test_answers_that_did_not_come_are_counted_and_never_dropped_silently() -> None:
    assert str(Summary.of([0.002, None])) == "2.0 / 2.0 (1 lost)"
    assert str(Summary.of([None, None])) == "no answer"
    assert math.isnan(Summary.of([None]).p50)
    assert str(Summary.of([])) == "–"


def test_no_answer_misses_every_goal() -> None:
    assert verdict(Summary.of([None]).p50, 10) == "≤ 10 **missed**"
    assert verdict(10, 10, " ms") == "≤ 10 ms met"


def test_figures_have_the_digits_that_they_are_good_for() -> None:
    assert [number(value) for value in (0.123, 1.26, 12.6, math.nan)] == ["0.12", "1.3", "13", "–"]


def test_every_length_has_a_goal_for_every_gesture() -> None:
    for length in LENGTHS:
        assert set(RATIO_GOALS[length]) == set(RUFF_THEN[length]) == set(GESTURES)


def test_tables_align_figures_to_the_right() -> None:
    assert markdown([["", "ms"], ["hover", "1.2"]]) == "|       | ms  |\n|-------|----:|\n| hover | 1.2 |"


def test_growth_compares_the_cost_of_a_line() -> None:
    small, large = Run("small", 1000, 1, 2), Run("large", 4000, 5, 12)
    assert linearity([small, large]) == "4.0 times the lines cost 1.50 times the CPU time for each."
    assert (large.per_second, small.per_cpu_second) == (0.8, 0.5)


def test_packages_are_taken_as_long_as_they_fit() -> None:
    assert up_to([40, 70, 30, 20], 100) == [0, 2, 3]


# ---------------------------------------------------------------- what is an answer


def test_an_older_version_is_no_answer() -> None:
    late = Publication(at=2.0, uri="file:///a.py", version=1)
    right = Publication(at=3.0, uri="file:///a.py", version=2)
    assert answer_to([late, right], "file:///a.py", version=2, since=1.0) == right
    assert answer_to([late], "file:///a.py", version=2, since=1.0) is None


def test_diagnostics_of_another_document_are_no_answer() -> None:
    assert answer_to([Publication(2.0, "file:///b.py", 2)], "file:///a.py", version=2, since=1.0) is None


def test_a_server_without_versions_is_taken_at_its_first_word_after_the_change() -> None:
    before, after = Publication(0.5, "file:///a.py", None), Publication(2.0, "file:///a.py", None)
    assert answer_to([before, after], "file:///a.py", version=2, since=1.0) == after


# ---------------------------------------------------------------- edits


def test_columns_are_counted_in_utf_16() -> None:
    assert position("a\n𝜃x = 1", 4) == {"line": 1, "character": 3}


def test_a_change_names_the_range_that_it_replaces() -> None:
    change = Edit(2, 5, "b\nb").change("a\nbcd\n")
    assert change == {
        "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 3}},
        "text": "b\nb",
    }


@pytest.mark.parametrize(
    ("changed", "original"), [("ab", "abc"), ("abc", "ab"), ("aab", "ab"), ("", "ab"), ("ab", ""), ("axb", "ayyb")]
)
def test_undo_restores_the_text(changed: str, original: str) -> None:
    assert undo(changed, original).applied(changed) == original


def rounds() -> list[tuple[Gesture, ...]]:
    return list(Plan(TRAINING).rounds(3))


def test_every_round_has_every_gesture_once() -> None:
    names = [gesture.name for gestures in rounds() for gesture in gestures]
    assert sorted(names) == sorted(3 * GESTURES)


def test_every_edit_lies_in_the_text_that_it_is_made_on() -> None:
    for gestures in rounds():
        text = TRAINING
        for gesture in gestures:
            for edit in gesture.edits:
                assert 0 <= edit.start <= edit.end <= len(text)
                assert edit.applied(text) != text
                text = edit.applied(text)


def test_only_what_breaks_the_syntax_does_so() -> None:
    for gestures in rounds():
        text = TRAINING
        for gesture in gestures:
            text = gesture.applied(text)
            if gesture.name == BREAK:
                with pytest.raises(SyntaxError):
                    ast.parse(text)
            else:
                ast.parse(text)


def test_gestures_do_what_they_are_called() -> None:
    grown: dict[str, int] = {}
    for gestures in rounds():
        if len(gestures) == 1:
            text = gestures[0].applied(TRAINING)
            grown[gestures[0].name] = text.count("\n") - TRAINING.count("\n")
            if gestures[0].name == NEWLINE:
                assert text.lstrip("\n") == TRAINING
            if gestures[0].name == BURST:
                assert len(gestures[0].edits) == 10
    assert (grown[PASTE], grown[DELETE], grown[BURST]) == (50, -1, 1)


def test_no_text_comes_twice() -> None:
    texts = [gestures[0].applied(TRAINING) for gestures in rounds()]
    assert len(texts) == len(set(texts))


def test_a_file_with_nothing_to_edit_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to edit"):
        Plan("import torch\n")


def test_files_are_joined_without_what_must_stand_at_a_files_top() -> None:
    parts = ['"""One."""\nfrom __future__ import annotations\nx = 1\n', "from __future__ import annotations\ny = 2\n"]
    assert joined(parts) == '"""One."""\nx = 1\ny = 2\n'
