"""The evidence itself: what counts as the same output, and what happens without TensorFlow."""

import ast
import sys

import pytest

from hybridization import evidence


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("loss 0.25 [1.0 2.0]", "loss 0.25 [1.0 2.0]", True),
        ("0.12345678", "0.12345671", True),
        ("[1. 2.]", "[1.     2.    ]", True),
        ("loss 0.25", "loss 0.26", False),
        ("loss 0.25", "error 0.25", False),
        ("1.0", "1.0 2.0", False),
    ],
)
def test_outputs_are_the_same_up_to_the_last_digits(before: str, after: str, same: bool) -> None:
    assert evidence.are_same(before, after) is same


def test_there_are_enough_programs_and_each_says_what_it_is() -> None:
    programs = sorted(evidence.PROGRAMS.glob("*.py"))
    assert len(programs) >= 20
    assert all(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) for path in programs)


def test_without_tensorflow_it_says_how_to_give_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["evidence"])
    monkeypatch.setattr(evidence, "_has_tensorflow", lambda python: False)
    assert evidence.main() == 0
    assert "make hybridize-evidence TENSORFLOW=/path/to/python" in capsys.readouterr().out
