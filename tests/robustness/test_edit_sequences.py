"""After any edits the server says of a document what it would say had it just been opened.

``make robustness ARGS=edits`` tries 5,000 sequences over real files.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import CALLS_COLLECT, COLLECT, NET, NO_NET, USES_NET
from robustness import edits
from robustness.corpus import projects, small
from robustness.edits import ENCODINGS, FRAGMENTS, KINDS, Move, ProjectSequence, Sequence
from tensortidy import files

LONGEST = 4_000
TEXTS = [text for path in small() if len(text := files.read(path).text) < LONGEST]
MOVES = st.builds(
    Move,
    st.sampled_from(KINDS),
    st.integers(0, LONGEST),
    st.one_of(st.integers(0, 3), st.integers(0, 300)),
    st.sampled_from(FRAGMENTS),
)
BY_WAY_OF_ANOTHER = USES_NET.replace("from models import Net", "from again import Again as Net")
LINE_BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\f\n"])


@given(st.sampled_from(TEXTS), LINE_BREAKS, st.sampled_from(sorted(ENCODINGS)), st.lists(MOVES, min_size=1, max_size=6))
@settings(max_examples=150)
def test_edits_lead_to_the_findings_of_a_fresh_start(text: str, newline: str, encoding: str, moves: list[Move]) -> None:
    edits.examine(Sequence(text.replace("\n", newline), encoding, tuple(moves)))


@pytest.mark.parametrize("share", range(4))
def test_edits_of_fixtures_lead_to_the_findings_of_a_fresh_start(share: int) -> None:
    for number in range(share, 60, 4):
        edits.examine(edits.sequence(small()[number * 11 % len(small())], number))


@pytest.mark.parametrize("share", range(4))
def test_edits_lead_to_the_findings_of_a_fresh_start_in_files_that_import_one_another(share: int) -> None:
    for number in range(share, 60, 4):
        edits.examine_project(edits.project_sequence(projects()[number * 7 % len(projects())], number))


def rewritten(old: str, new: str) -> Move:
    """Put a whole text in the place of another."""
    return Move("paste", len(old), 0, new)


def test_an_edit_that_leaves_a_text_as_long_as_it_was_is_one() -> None:
    text = "import torch\nlog = open('a')\nprint(log.read())\n"
    at = text.index("open") + 1
    moves = [Move("type", at, 1, letter) for letter in "bpbp"]
    edits.examine(Sequence(text, "utf-8", tuple(moves)))


def test_files_that_import_by_way_of_another_are_told_of_an_edit() -> None:
    texts = {"again.py": "from models import Net as Again\n", "models.py": NET, "train.py": BY_WAY_OF_ANOTHER}
    moves = [(1, rewritten(NET, NO_NET)), (1, rewritten(NO_NET, NET))]
    edits.examine_project(ProjectSequence(texts, tuple(moves)))


def test_functions_are_told_of_edits_of_those_who_call_them() -> None:
    elsewhere = CALLS_COLLECT.replace("torch.no_grad()", "open('log')")
    texts = {"collect.py": COLLECT, "main.py": CALLS_COLLECT}
    moves = [(1, rewritten(CALLS_COLLECT, elsewhere)), (1, rewritten(elsewhere, CALLS_COLLECT))]
    edits.examine_project(ProjectSequence(texts, tuple(moves)))


def test_a_sequence_is_kept_as_it_is() -> None:
    kept = Sequence("x = '\ud800🔥'\r\n", "utf-8", (Move("type", 3, 1, '"""'), Move("undo", 0, 0, "")))
    assert Sequence.from_json(kept.to_json()) == kept
    several = ProjectSequence({"a/b.py": "x = 1\n"}, ((3, Move("type", 0, 1, "")),))
    assert ProjectSequence.from_json(several.to_json()) == several
