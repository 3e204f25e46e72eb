"""Edit verbs: each on the smallest text that shows it."""

import ast
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensortidy import edits
from tensortidy.rule import Edit
from tensortidy.source import Position, Source, Span
from tensortidy.syntax import parse

Verb = Callable[[Source, ast.Module], Iterator[Edit]]


def after(text: str, verb: Verb) -> str | None:
    """The text after a verb; None where the verb yields nothing."""
    source = Source(text)
    found = list(verb(source, parse(source).module))
    return edits.apply_edits(source, found) if found else None


def call_in(module: ast.Module) -> ast.Call:
    return next(node for node in ast.walk(module) if isinstance(node, ast.Call))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("f(a)\n", "f()\n"),
        ("f(a, b)\n", "f(b)\n"),
        ("f(a, b=1,)\n", "f(b=1,)\n"),
        ("f(a,)\n", "f()\n"),
        ("f(\n    a,\n    b,  # why\n)\n", "f(\n    b,  # why\n)\n"),
        ("f(\n    a  # why\n)\n", None),
        ("f('é', b)\n", "f(b)\n"),
    ],
)
def test_remove_the_first_argument(before: str, expected: str | None) -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        call = call_in(module)
        return edits.remove_argument(source, call, call.args[0])

    assert after(before, verb) == expected


def test_remove_the_last_argument() -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        call = call_in(module)
        return edits.remove_argument(source, call, call.keywords[0])

    assert after("f(a, keep=True)\n", verb) == "f(a)\n"
    assert after("f(a, keep=True,)\n", verb) == "f(a,)\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("x = 1\n", "new\nx = 1\n"),
        ("if a:\n\tx = 1\n", "new\nif a:\n\tx = 1\n"),
        ("@d\ndef f(): pass\n", "new\n@d\ndef f(): pass\n"),
        ("a; x = 1\n", None),
        ("x = 1\r\n", "new\r\nx = 1\r\n"),
    ],
)
def test_insert_a_line_before_the_last_statement(before: str, expected: str | None) -> None:
    assert after(before, lambda source, module: edits.insert_line_before(source, module.body[-1], "new")) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("x = 1", "x = 1\nnew"),
        ("x = 1  # c\ny = 2\n", "x = 1  # c\nnew\ny = 2\n"),
        ("if a:\n  b\n", "if a:\n  b\nnew\n"),
    ],
)
def test_insert_a_line_after_the_first_statement(before: str, expected: str) -> None:
    assert after(before, lambda source, module: edits.insert_line_after(source, module.body[0], "new")) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [("a\nb\n", "b\n"), ("a  # why\nb\n", "# why\nb\n"), ("a; b\n", None), ("a", "")],
)
def test_delete_the_first_statement(before: str, expected: str | None) -> None:
    assert after(before, lambda source, module: edits.delete_statement(source, module.body[0])) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("a\nb\n", "with c:\n    a\n    b\n"),
        ("a\n\n# note\nb\n", "with c:\n    a\n\n    # note\n    b\n"),
        ("for x in y:\n\tz\n", "with c:\n\tfor x in y:\n\t\tz\n"),
        ("for x in y:\n  z\n", "with c:\n  for x in y:\n    z\n"),
        ("a\r\nb\r\n", "with c:\r\n    a\r\n    b\r\n"),
        ('a = """\nb\n"""\n', None),
        ("a; b\n", None),
    ],
)
def test_wrap_all_in_with(before: str, expected: str | None) -> None:
    assert after(before, lambda source, module: edits.wrap_in_with(source, module.body, "c")) == expected


def test_wrap_what_is_indented_otherwise_than_the_first_block() -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        loop = module.body[1]
        assert isinstance(loop, ast.For)
        return edits.wrap_in_with(source, loop.body, "c")

    assert after("if a:\n  b\nfor x in y:\n\tz\n", verb) == "if a:\n  b\nfor x in y:\n\twith c:\n\t\tz\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("import os\nx = 1\n", "import os\nimport torch\nx = 1\n"),
        ('"""Doc."""\nx = 1\n', '"""Doc."""\nimport torch\nx = 1\n'),
        ("x = 1\n", "import torch\nx = 1\n"),
        ("import torch\n", None),
    ],
)
def test_add_an_import(before: str, expected: str | None) -> None:
    assert after(before, lambda source, module: edits.add_import(source, module, "import torch")) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("import os\n\n\nx = 1\n", "import os\n\n\ndef f():\n    pass\n\n\nx = 1\n"),
        ("import os\nx = 1\n", "import os\n\n\ndef f():\n    pass\n\n\nx = 1\n"),
        ("x = 1\n", "def f():\n    pass\n\n\nx = 1\n"),
    ],
)
def test_add_a_function(before: str, expected: str) -> None:
    assert after(before, lambda source, module: edits.add_function(source, module, "def f():\n    pass")) == expected


def test_add_a_decorator_below_the_others() -> None:
    before = "class A:\n    @staticmethod\n    def f(): pass\n"
    expected = "class A:\n    @staticmethod\n    @new\n    def f(): pass\n"

    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        function = next(node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))
        return edits.add_decorator(source, function, "@new")

    assert after(before, verb) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("with c():\n    x = 1\n\n    y = 2\nz = 3\n", "x = 1\n\ny = 2\nz = 3\n"),
        ("with c():  # why\n\t# what\n\tx = 1\n", "# why\n# what\nx = 1\n"),
        ("with (\n    c(),\n):\n    f(\n  a)\n", "f(\n  a)\n"),
        ("with c(): x = 1\n", None),
        ("with c():\n    x = '''a\n    b'''\n", None),
        ("with c():\n    x = 1; y = 2\n", None),
    ],
)
def test_take_the_body_out_of_a_with(before: str, expected: str | None) -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        [statement] = module.body[:1]
        assert isinstance(statement, ast.With)
        return edits.unwrap(source, statement)

    assert after(before, verb) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("for a in b:\n    x = f()  # why\n    y = 1\n", "x = f()  # why\nfor a in b:\n    y = 1\n"),
        ("for a in b:\n\t# what\n\tx = f(\n\t\t1)\n\ty = 1\n", "# what\nx = f(\n\t1)\nfor a in b:\n\ty = 1\n"),
        ("for a in b:\r\n  x = f(\r\n1)\r\n  y = 1\r\n", "x = f(\r\n1)\r\nfor a in b:\r\n  y = 1\r\n"),
        ("for a in b: x = f()\n", None),
        ("for a in b:\n    x = f(); y = 1\n", None),
        ("for a in b:\n    x = '''a\n    b'''\n    y = 1\n", None),
    ],
)
def test_move_the_first_statement_before_the_loop(before: str, expected: str | None) -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        [loop] = module.body
        assert isinstance(loop, ast.For)
        return edits.move_before(source, loop.body[:1], loop)

    assert after(before, verb) == expected


def test_change_a_statement_on_its_way() -> None:
    def verb(source: Source, module: ast.Module) -> Iterator[Edit]:
        [loop] = module.body
        assert isinstance(loop, ast.For)
        return edits.move_before(source, loop.body[:1], loop, [*edits.insert_after(call_in(module).args[0], ", 2")])

    assert after("for a in b:\n    x = f(1)\n    y = 1\n", verb) == "x = f(1, 2)\nfor a in b:\n    y = 1\n"


def test_overlapping_edits_are_refused() -> None:
    first = Edit(Span(Position(1, 0), Position(1, 3)), "")
    second = Edit(Span(Position(1, 2), Position(1, 4)), "")
    with pytest.raises(ValueError, match="line 1, column 2"):
        edits.apply_edits(Source("abcdef"), [second, first])


@given(st.text(alphabet="aé🔥\r\n\t ", max_size=40), st.data())
def test_positions_and_offsets_are_each_others_inverse(text: str, data: st.DataObject) -> None:
    source = Source(text)
    offset = data.draw(st.integers(0, len(text)))
    position = source.position(offset)
    inside_a_line_break = text[offset - 1 : offset + 1] == "\r\n"
    assert inside_a_line_break or source.offset(position) == offset or text[offset - 1 : offset] in ("\r", "\n")
    assert source.offset(Position(position.line, 0)) <= offset
