"""Texts, and where their lines begin: after any edit, as if the text had been read anew."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensortidy import lines
from tensortidy.source import Position, Source, Span

TEXTS = st.text(alphabet="ab\r\n\f\u2028", max_size=40)
EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), TEXTS), max_size=6)


@pytest.fixture(autouse=True, scope="module")
def short_stretches() -> Iterator[None]:
    """Let a text of a few lines have several stretches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_LONGEST", 3)
        yield


def test_lines_end_where_python_and_the_protocol_say() -> None:
    source = Source("a\rb\r\nc\n\fd\u2028e")
    assert [source.line(number) for number in range(1, source.line_count + 1)] == ["a", "b", "c", "\fd\u2028e"]


def test_what_lies_outside_is_the_nearest_place_inside() -> None:
    source = Source("ab\nc\n")
    places = [Position(0, 5), Position(1, 9), Position(3, 0), Position(9, 9)]
    assert [source.offset(place) for place in places] == [0, 2, 5, 5]
    assert (source.line(0), source.line(3), source.line(9)) == ("", "", "")


def test_an_edit_may_make_one_line_break_of_two() -> None:
    source = Source("a\rb\nc").edited(Span(Position(2, 0), Position(2, 1)), "")
    assert source.text == "a\r\nc"
    assert source.line_count == 2


@given(TEXTS, EDITS)
def test_an_edited_text_has_the_lines_of_a_text_read_anew(text: str, edits: list[tuple[int, int, str]]) -> None:
    source = Source(text)
    for start, end, new in edits:
        places = [source.position(min(offset, len(source.text))) for offset in (start, end)]
        source = source.edited(Span(*places), new)
        anew = Source(source.text)
        assert [source.start(line) for line in range(1, anew.line_count + 2)] == [
            anew.start(line) for line in range(1, anew.line_count + 2)
        ]
        assert source.line_count == anew.line_count
        every = range(len(source.text) + 1)
        assert [source.position(offset) for offset in every] == [anew.position(offset) for offset in every]


@given(st.text(alphabet="%a", max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.text("%a"))))
def test_an_edited_text_has_the_cell_marks_of_a_text_read_anew(text: str, edits: list[tuple[int, int, str]]) -> None:
    source = Source(text)
    assert source.cell_marks == tuple(at for at in range(len(text)) if text.startswith("%%", at))
    for start, end, new in edits:
        source = source.edited(Span(source.position(start), source.position(end)), new)
        assert source.cell_marks == Source(source.text).cell_marks
