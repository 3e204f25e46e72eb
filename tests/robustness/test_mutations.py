"""Broken files are analysed and fixed without a crash; ``make robustness`` tries many more, on real code."""

from pathlib import Path

import pytest

from robustness import edits
from robustness.corpus import SEEDS, small
from robustness.mutations import examine, mutated

NUMBERS = range(600)
SHARES = 12
KEPT = sorted(SEEDS.glob("*.txt"))


@pytest.mark.parametrize("share", range(SHARES))
def test_a_file_that_is_broken_breaks_nothing(share: int) -> None:
    for number in NUMBERS[share::SHARES]:
        path = small()[number * 7 % len(small())]
        text = mutated(path.read_bytes(), number)
        if text is not None:
            examine(text)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_once_broke_something_does_so_no_more(path: Path) -> None:
    examine(path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.json")), ids=lambda path: path.stem)
def test_edits_that_once_led_to_other_findings_do_so_no_more(path: Path) -> None:
    edits.examine(edits.Sequence.from_json(path.read_text("utf-8")))
