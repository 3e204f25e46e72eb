"""Broken files are analysed and fixed without a crash; ``make robustness`` tries many more, on real code."""

from pathlib import Path

import pytest

from robustness import edits, fixes, shapes
from robustness.corpus import SEEDS, small
from robustness.mutations import examine, mutated
from robustness.shapes import SHAPES

NUMBERS = range(600)
SHARES = 12


def kept(pattern: str) -> list[Path]:
    """What once went wrong."""
    return sorted(SEEDS.glob(pattern))


@pytest.mark.parametrize("share", range(SHARES))
def test_a_file_that_is_broken_breaks_nothing(share: int) -> None:
    for number in NUMBERS[share::SHARES]:
        path = small()[number * 7 % len(small())]
        text = mutated(path.read_bytes(), number)
        if text is not None:
            examine(text)


@pytest.mark.parametrize("path", kept("*.txt"), ids=lambda path: path.stem)
def test_what_once_broke_something_does_so_no_more(path: Path) -> None:
    examine(path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("path", kept("fix-*.txt"), ids=lambda path: path.stem)
def test_fixes_that_once_went_wrong_do_so_no_more(path: Path) -> None:
    fixes.examine(path)


@pytest.mark.parametrize("path", kept("*.json"), ids=lambda path: path.stem)
def test_edits_that_once_led_to_other_findings_do_so_no_more(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name.startswith("project-"):
        edits.examine_project(edits.ProjectSequence.from_json(text))
    else:
        edits.examine(edits.Sequence.from_json(text))


@pytest.mark.parametrize("name", SHAPES)
def test_texts_of_one_shape_repeated_crash_nothing(name: str) -> None:
    shapes.examine(name, 1_000)
