"""Positions in every encoding, and texts kept by change events: what the client has, the server has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from tensortidy.lsp.convert import Converter, path_of, uri_of
from tensortidy.lsp.documents import Document
from tensortidy.lsp.settings import from_client
from tensortidy.source import Position, Source

ENCODINGS = [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf32]
TEXT = st.text(alphabet="aé🔥\r\n\t \u2028\x0c", max_size=30)


@pytest.mark.parametrize(("encoding", "character"), list(zip(ENCODINGS, (7, 4, 3), strict=True)))
def test_a_column_behind_an_emoji(encoding: str, character: int) -> None:
    converter, source = Converter(encoding), Source("é🔥x\n")
    assert converter.position(source, Position(1, 3)) == types.Position(0, character)
    assert converter.place(source, types.Position(0, character)) == Position(1, 3)


@given(TEXT, st.sampled_from(ENCODINGS), st.data())
def test_places_survive_the_way_there_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    converter, source = Converter(encoding), Source(text)
    line = data.draw(st.integers(1, source.line_count))
    place = Position(line, data.draw(st.integers(0, len(source.line(line)))))
    assert converter.place(source, converter.position(source, place)) == place


@given(TEXT, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), TEXT), max_size=5), st.sampled_from(ENCODINGS))
def test_changes_keep_the_text_that_the_client_has(text: str, edits: list[tuple[int, int, str]], encoding: str) -> None:
    converter = Converter(encoding)
    document = Document.opened(types.TextDocumentItem("untitled:a", "python", 1, text))
    for version, (one, other, new) in enumerate(edits, start=2):
        source = Source(text)
        start, end = sorted((min(one, len(text)), min(other, len(text))))
        # a client never puts a position between the two characters of a line break
        start -= text[start - 1 : start + 1] == "\r\n"
        end -= text[end - 1 : end + 1] == "\r\n"
        where = types.Range(
            converter.position(source, source.position(start)), converter.position(source, source.position(end))
        )
        document.change(version, [types.TextDocumentContentChangePartial(where, new)], converter)
        text = text[:start] + new + text[end:]
        assert document.source.text == text
    assert document.version == len(edits) + 1


def test_a_position_outside_the_text_is_moved_inside() -> None:
    source = Source("ab\ncd")
    assert Converter().place(source, types.Position(0, 99)) == Position(1, 2)
    assert source.offset(Converter().place(source, types.Position(99, 99))) == len(source.text)


def test_only_files_have_paths() -> None:
    assert path_of("untitled:Untitled-1") is None
    assert path_of("vscode-notebook-cell:/a.ipynb#X") is None
    path = path_of("file:///a%20b/c.py")
    assert path is not None
    assert path.as_posix() == "/a b/c.py"
    assert path_of(uri_of(path)) == path


def test_settings_may_be_wrapped_and_in_camel_case() -> None:
    known, unknown = from_client(
        {"tensortidy": {"perFileIgnores": {}, "select": None, "importStrategy": "x", "odd": 1}}
    )
    assert known == {"per-file-ignores": {}}
    assert unknown == ("odd",)
    assert from_client(None) == ({}, ())
    assert from_client([1]) == ({}, ())
