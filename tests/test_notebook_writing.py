"""Notebooks written back: the lines that changed are others, and every other byte is what it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notebooks import notebook
from tensortidy.edits import apply_edits
from tensortidy.notebook import BEGIN, read_notebook, write_notebook
from tensortidy.rule import Edit
from tensortidy.source import Position, Source, Span


def rewritten(document: str, old: str, new: str) -> str:
    """The JSON of a notebook where something in its text as Python is something else."""
    found = read_notebook(document)
    assert old in found.text
    return write_notebook(document, found, found.text.replace(old, new))


def of(source: object, **options: Any) -> str:
    """The JSON of a notebook of one cell."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return json.dumps({"cells": [cell], "nbformat": 4}, **options)


def cell_of(document: str) -> object:
    """The source of the first cell."""
    return json.loads(document)["cells"][0]["source"]


def test_what_is_the_same_is_not_touched() -> None:
    document = '{"cells" :[ {"cell_type":"code", "source":["\\u0061" , "b"]}],\r\n\t"nbformat":4}\n\n'
    found = read_notebook(document)
    assert write_notebook(document, found, found.text) is document


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        (["a\n", "b\n", "c"], "b\n", "x\n", ["a\n", "x\n", "c"]),
        (["a\n", "b\n", "c"], "b\n", "", ["a\n", "c"]),
        (["a\n", "b\n", "c"], "c\n", "", ["a\n", "b"]),
        (["a\n", "b\n", "c"], "a\n", "", ["b\n", "c"]),
        (["a\n", "b\n", "c"], "c\n", "c\nd\n", ["a\n", "b\n", "c\n", "d"]),
        (["a\n", "b"], "a\n", "x\na\n", ["x\n", "a\n", "b"]),
        (["a"], "a\n", "", []),
        (["a"], "a\n", "a\nb\n", ["a\n", "b"]),
        ([], BEGIN, f"{BEGIN}x\n", ["x"]),
        (["a\n", "b", "c\n", "d"], "bc\n", "x\n", ["a\n", "x\n", "d"]),
        (["a\x0c", "b\n", "c"], "c\n", "x\n", ["a\x0c", "b\n", "x"]),
        ("a\nb\nc", "b\n", "x\n", "a\nx\nc"),
        ("a\nb", "b\n", "", "a"),
        ("", BEGIN, f"{BEGIN}x\n", "x"),
    ],
)
def test_lines_are_put_where_they_belong(source: object, old: str, new: str, expected: object) -> None:
    for indent in (None, 1):
        document = of(source, indent=indent)
        assert cell_of(rewritten(document, old, new)) == expected


def test_a_list_keeps_its_shape() -> None:
    document = of(["a\n", "b"], indent=2)
    assert rewritten(document, "a\n", "a\nx\n") == of(["a\n", "x\n", "b"], indent=2)
    assert rewritten(of(["a"], indent=2), "a\n", "a\nb\n") == of(["a\n", "b"], indent=2)


def test_lines_that_stay_keep_their_spelling() -> None:
    document = of("X").replace('"X"', r'"\u0061 = \ud83d\ude00\/1\nb = 2\nc = \"\u00e9\""')
    assert cell_of(document) == 'a = 😀/1\nb = 2\nc = "é"'
    after = rewritten(document, "b = 2\n", "b = 'é'\n")
    assert after == document.replace("b = 2", r"b = '\u00e9'"), "and what was ASCII is"
    written = of(["é\n", "b"], ensure_ascii=False)
    assert rewritten(written, "b\n", "ü\n") == of(["é\n", "ü"], ensure_ascii=False)


def test_half_a_character_stays_what_it_is() -> None:
    document = of(["x = '\ud83d'\n", "y"])
    assert rewritten(document, "y\n", "z\n") == of(["x = '\ud83d'\n", "z"])


def test_magics_come_back() -> None:
    cells = "%matplotlib inline\nfor x in y:\n    !ls {x}\n    f(x)\n%time g(x)\n"
    document = notebook("%%bash\nls", cells)
    found = read_notebook(document)
    lines = found.text.splitlines(keepends=True)
    moved = "".join(
        f"    {line}" if found.index(number) == 1 and number > 4 else line for number, line in enumerate(lines, 1)
    )
    after = read_notebook(write_notebook(document, found, moved))
    assert after.cells[0] == found.cells[0]
    assert after.cells[1].source.text == "".join(f"    {line}" for line in cells.splitlines(keepends=True))


def test_of_two_keys_alike_the_last_one_counts() -> None:
    document = '{"nbformat": 4, "cells": [], "cells": [{"cell_type": "code", "source": "a", "source": "b"}]}'
    assert rewritten(document, "b\n", "c\n") == document.replace('"b"', '"c"')


def test_other_cells_are_refused() -> None:
    document = notebook("a", "b")
    with pytest.raises(ValueError, match="border of a cell"):
        rewritten(document, f"a\n{BEGIN}", "a\n")


# ---------------------------------------------------------------- in general

LINES = st.sampled_from(
    ["a = 1", "é = '😀'", "", "    x", "%matplotlib inline", "%time f()", "!ls", '"\\\\"', "f(", "#"]
)
SOURCES = st.lists(LINES, max_size=5).map("\n".join)
CELLS = st.lists(st.tuples(st.sampled_from(["code", "code", "markdown"]), SOURCES), min_size=1, max_size=4)
WHITE = st.sampled_from([None, 0, 1, 2, 4, "\t"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """The JSON of some notebook, in some shape."""
    cells = []
    for number, (kind, text) in enumerate(draw(CELLS)):
        lines = draw(st.sampled_from([text, text.splitlines(keepends=True)]))
        cell: dict[str, Any] = {
            "id": f"é{number}",
            "metadata": {"tags": ["source"]},
            "cell_type": kind,
            "source": lines,
        }
        if kind == "code":
            cell["outputs"] = [{"output_type": "stream", "text": ["source\n", '"x": [']}]
        cells.append(cell)
    whole = {"metadata": {"cells": [{"source": ["no\n"]}]}, "cells": cells, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(whole, indent=draw(WHITE), ensure_ascii=draw(st.booleans()), sort_keys=draw(st.booleans()))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text + draw(st.sampled_from(["", "\n"]))


@given(documents(), st.data())
def test_only_what_is_edited_changes(document: str, data: st.DataObject) -> None:
    found = read_notebook(document)
    if not found.cells:
        return
    lines = [
        number for at, start in enumerate(found.markers[:-1]) for number in range(start + 1, found.markers[at + 1])
    ]
    source = Source(found.text)
    edits = []
    for number in sorted(data.draw(st.sets(st.sampled_from(lines), max_size=3))) if lines else []:
        end = data.draw(st.sampled_from([Position(number, 0), Position(number + 1, 0)]))
        edits.append(Edit(Span(Position(number, 0), end), data.draw(st.sampled_from(["", "new = 'ü'\n", "a\nb\n"]))))
    text = apply_edits(source, edits)
    after = write_notebook(document, found, text)

    before_json, after_json = json.loads(document), json.loads(after)
    wanted = dict(zip((cell.number for cell in found.cells), found.rewritten(text), strict=True))
    for number, cell in enumerate(before_json["cells"], start=1):
        here = after_json["cells"][number - 1].pop("source")
        joined = here if isinstance(here, str) else "".join(here)
        old = cell.pop("source")
        assert joined == wanted.get(number, old if isinstance(old, str) else "".join(old))
    assert after_json == before_json
    if not edits:
        assert after == document
    again = read_notebook(after)
    assert write_notebook(after, again, again.text) == after
    if not any("\n" in edit.text or edit.span.start != edit.span.end for edit in edits):
        assert after == document

    # edits cell by cell, as an editor makes them, lead to the same
    texts = [cell.source.text for cell in found.cells]
    for at in range(len(texts)):
        mine = [
            Edit(edit.span, edit.text)
            for edit in found.divided((edit.span, edit.text) for edit in edits)
            if edit.cell == at
        ]
        assert apply_edits(found.cells[at].source, mine) == found.rewritten(text)[at]


@given(documents())
def test_places_lead_there_and_back(document: str) -> None:
    found = read_notebook(document)
    for at, cell in enumerate(found.cells):
        for number in range(1, found.markers[at + 1] - found.markers[at]):
            for column in range(len(cell.source.line(number)) + 1):
                place = Position(number, column)
                back = found.in_cell(at, found.in_text(at, place))
                in_magic = cell.source.line(number).startswith("%time") and column < len("%time ")
                assert back == place or in_magic
