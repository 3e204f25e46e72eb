"""The lowered tree is CPython's own, node for node and place for place, wherever CPython can parse."""

import ast
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tensortidy.semantics.summaries import go_on
from tensortidy.source import Source
from tensortidy.syntax import Syntax, SyntaxMemory, blocks, division, get_ready, parse
from tensortidy.syntax.units import Clause, cut


@pytest.fixture(
    params=[(6, False), (0, False), (0, True)],
    ids=["as always", "every block cut", "CPython asked for everything"],
    autouse=True,
    scope="module",
)
def ways_to_parse(request: pytest.FixtureRequest) -> Iterator[None]:
    """Cut long compound statements into blocks, and once more every one of them, so that small texts show it too."""
    longest_whole, asks_cpython = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(division, "_LONG", longest_whole)
        patch.setattr(blocks, "_TYPED", -1)
        patch.setattr("tensortidy.syntax.tree._LONG_TO_DIVIDE", longest_whole)
        if not asks_cpython:  # what is asserted is what parso parsed
            patch.setattr(blocks, "parse_unit", lambda *_: None)
        yield


STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = sorted(
    path for path in STANDARD_LIBRARY.glob("[a-r]*.py") if path.stat().st_size < 80_000
)  # about a hundred files that nobody here wrote

PEP_701 = {"dataclasses"}

MODERN = '''\
match command.split():
    case ["go", direction] | [direction] if direction in exits and "if" != other:
        move(direction)
    case {"x": int(x), **rest} as point:
        pass
    case Point(x=0) | None | True | -1.5:
        pass
    case str() as text, other:
        match = text
        match.group(0)
    case _:
        pass
match first, second:
    case a.b.c, "d":
        pass
with (
    open(a) as first,  # one
    open(b) as second,
):
    pass
with (a, b):
    pass
with (yield):
    pass
text = """
match x:
    case y:
"""
'''


def tree(text: str) -> ast.Module:
    return parse(Source(text)).module


def places(module: ast.Module, lines: list[str] | None = None) -> list[tuple[object, ...]]:
    """Each node's range; with ``lines``, columns in UTF-8 bytes are turned into code points.

    What stands inside f-strings is left out: CPython places it differently from version to version.
    """

    def column(line: int, offset: int) -> int:
        return offset if lines is None else len(lines[line - 1].encode()[:offset].decode())

    found: list[tuple[object, ...]] = []
    pending: list[ast.AST] = [module]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler | ast.arg | ast.keyword | ast.alias):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = (node.lineno, column(node.lineno, node.col_offset))
            end = (node.end_lineno, column(node.end_lineno, node.end_col_offset))
            found.append((type(node).__name__, start, end))
        pending.extend(ast.iter_child_nodes(node))
    return found


def assert_same_as_cpython(text: str) -> None:
    expected, found = ast.parse(text), tree(text)
    assert ast.dump(found) == ast.dump(expected)
    source = Source(text)
    lines = [source.line(number) for number in range(1, source.line_count + 1)]
    assert places(found) == places(expected, lines)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_standard_library(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    try:
        expected = ast.parse(text)
    except SyntaxError:
        pytest.skip("not Python of this version")
    if path.stem in PEP_701 and sys.version_info >= (3, 13):
        pytest.skip("quotes used again inside an f-string, which parso cannot tokenize")
    if any(getattr(node, "type_params", None) for node in ast.walk(expected)):
        pytest.skip("type parameters are left out of the tree")
    assert_same_as_cpython(text)


def test_statements_that_parso_does_not_know() -> None:
    assert_same_as_cpython(MODERN)


@pytest.mark.skipif(not hasattr(ast, "TryStar"), reason="except* is Python 3.11")
def test_exception_groups() -> None:
    assert_same_as_cpython("try:\n    pass\nexcept* (A, B) as error:\n    pass\nelse:\n    pass\n")


@pytest.mark.parametrize(
    "text",
    [
        "x = 'é' + y  # columns are code points\n",
        "a = 1; b = 2;\n",
        "if x: y\nelif z: w\nelse: v\n",
        "def f(a, /, b=1, *args, c: int = 2, d, **kwargs) -> None: ...\n",
        "@a.b(1)\n@c\nasync def f():\n    async for x in y: await z\n    return (yield)\n",
        "x[1:2, ::3, ...] = y[:] = z[a:=1]\n",
        "print(*a, *d, **b, c=1)\nf(x for x in y)\n",
        "lambda *, a=1, **k: (a, k)\n",
        "{**a, 'b': 1, **c}; {1, *x}; {a: b for a, b in c if d if e}\n",
        "'a' 'b' f'{x!r:>{width}} {{}} {y=}'\n",
        "from ... import a as b, c\nfrom .d import (e, f as g,)\nimport h.i, j.k as l\n",
        "\r\nclass A(B, metaclass=C):\r\n    x: int\r\n    y: str = 'z'\r\n",
        "x = (\n    1 +\n    2\n)\n\n\f\ny = 3",
    ],
)
def test_small_programs(text: str) -> None:
    assert_same_as_cpython(text)


def test_a_broken_statement_is_left_out_and_its_neighbours_stay() -> None:
    found = tree("def f():\n    a = 1\n    b = = 2\n    c = 3\nx = (\ndef g():\n    return 4\n")
    assert [getattr(node, "name", "") for node in found.body] == ["f", "g"]
    function = found.body[0]
    assert isinstance(function, ast.FunctionDef)
    assert [ast.unparse(statement) for statement in function.body] == ["a = 1", "c = 3"]


def test_deep_nesting_is_left_out_and_does_not_raise() -> None:
    found = tree("(" * 5000 + ")" * 5000 + "\nx = 1\n")
    assert [ast.unparse(statement) for statement in found.body] == ["x = 1"]


FRAGMENTS = st.sampled_from([
    "x = 1\n", "def f(a):\n    return a\n", "if x:\n    y()\n", "else:\n    z()\n", "@d\n", "class A:\n", "    b = 2\n",
    "(", ")", "[\n", "]", "'''", '"""', "'", '"', "\\\n", "# note\n", "\n", "    ", "\t", "\f", "\r\n", "\r", "try:\n",
    "except E:\n    pass\n", "for x in y:\n    z\n", "match x:\n    case 1:\n        y\n", "async ", "é", "𝕏", "f'{x}'",
    "return\n", "with (a as b,\n  c):\n    d\n", "lambda: 0\n", ";", "x += 1  # c\n", "\ufeff", "\0",
])  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=25).map("".join), st.booleans())
def test_any_text_is_cut_into_units_that_make_it_up(text: str, closes_brackets: bool) -> None:
    units = list(cut(text, closes_brackets=closes_brackets))
    assert "".join(unit.text for unit in units) == text
    line = 1
    for unit in units:
        assert unit.first_line == line
        line += Source(unit.text).line_count - 1


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_any_text_that_cpython_parses_gives_the_same_tree(text: str) -> None:
    assume("\\\nmatch" not in text)  # known: a `match` that starts on a continued line is left out
    try:
        expected = ast.parse(text)
    except (SyntaxError, ValueError):
        tree(text)  # does not raise
    else:
        assert ast.dump(tree(text)) == ast.dump(expected)


@given(st.lists(st.lists(FRAGMENTS, max_size=12).map("".join), min_size=2, max_size=6))
def test_a_tree_from_memory_equals_one_from_scratch(texts: list[str]) -> None:
    memory = SyntaxMemory()
    for text in texts:
        remembered = parse(Source(text), memory).module
        assert ast.dump(remembered, include_attributes=True) == ast.dump(tree(text), include_attributes=True)


@pytest.mark.parametrize(("old", "below"), [
    ("x = 1", "2\n"),
    ("x = 1 + \\\n", "2\n"),
    ("x = 1\r", "\ny = 2\n"),
    ("if x:\n    y\n", "else:\n    z\n"),
    ("@d\n", "def f():\n    pass\n"),
    ("x = [\n", "1]\n"),
    ("\"\"\"a\n", "b\"\"\"\n"),
    ("class A:\n    x = 1 + \\\n", "2\n    y = 1\n"),
    ("class A:\n    x = 1\n", "y = 2\n"),
])  # fmt: skip
def test_what_is_written_below_a_statement_may_belong_to_it(old: str, below: str) -> None:
    memory = SyntaxMemory()
    parse(Source(old), memory)
    found = parse(Source(old + below), memory).module
    assert ast.dump(found, include_attributes=True) == ast.dump(tree(old + below), include_attributes=True)


def test_a_block_ends_where_its_last_statement_does() -> None:
    memory = SyntaxMemory()
    for text in ("if x:\n    y\n    z\n", "if x:\n    y\n    z;\n"):
        found = parse(Source(text), memory).module
        assert ast.dump(found, include_attributes=True) == ast.dump(tree(text), include_attributes=True)


def test_a_line_that_is_nothing_but_joined_to_the_next_one_is_read_with_all_around_it() -> None:
    memory = SyntaxMemory()
    for joined in ("", "        \\\n"):
        text = f"def f(x):\n    if x:\n        y\n    if y:\n{joined}   z\n    x\n"
        found = parse(Source(text), memory).module
        assert ast.dump(found, include_attributes=True) == ast.dump(tree(text), include_attributes=True)


def assert_new_is_told(syntax: Syntax, before: set[ast.AST]) -> None:
    """Whatever was not there before stands in statements that are told, all the way from the top level."""
    pending: list[tuple[ast.AST, bool]] = [(statement, True) for statement in syntax.module.body]
    while pending:
        node, is_told = pending.pop()
        is_told = is_told and (node in syntax.parsed or not isinstance(node, ast.stmt))
        assert is_told or node in before or not hasattr(node, "lineno"), ast.dump(node)
        pending += [(child, is_told) for child in ast.iter_child_nodes(node)]


def test_what_stands_in_for_a_broken_block_is_told() -> None:
    memory = SyntaxMemory()
    before: set[ast.AST] = set()
    for text in ("if x:\n    y\n", "if x:\n (  y\n", "if x:\n ](  y\n", "if x:\n ](  y\nwith (a,\n"):
        found = parse(Source(f"{text}else:\n    z\n"), memory, roughly=True)
        found.arrive()
        assert_new_is_told(found, before)
        before = set(ast.walk(found.module))


PLACES = st.tuples(st.floats(0, 1), st.integers(0, 40), FRAGMENTS)


@given(st.sampled_from(MODULES), st.lists(PLACES, min_size=1, max_size=6), st.data())
def test_edits_of_real_modules_leave_the_tree_that_is_there_from_scratch(
    path: Path, edits: list[tuple[float, int, str]], data: st.DataObject
) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")[:12_000]
    memory = SyntaxMemory()
    before: set[ast.AST] = set()
    for place, deleted, new in edits:
        start = int(place * len(text))
        text = text[:start] + new + text[start + deleted :]
        rough = parse(Source(text), memory, roughly=True)
        rough.arrive()
        assert_new_is_told(rough, before)
        before = set(ast.walk(rough.module))
        if data.draw(st.booleans(), label="settled"):
            settled = parse(Source(text), memory).module
            assert ast.dump(settled, include_attributes=True) == ast.dump(tree(text), include_attributes=True)
            if not rough.is_rough:
                assert ast.dump(rough.module, include_attributes=True) == ast.dump(settled, include_attributes=True)
        if data.draw(st.booleans(), label="ready"):
            get_ready(memory, go_on)


ELIF = """\
def f(x):
    if x == 1:
        a = 1
        b = 2
    elif x == 2:
        c = 3
        d = 4
    else:
        e = 5
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("e = 5", "e = 6", ["FunctionDef", "If", "If", "Assign"]),
        ("d = 4", "while d:\n            d = 4", ["FunctionDef", "If", "If", "While", "Assign"]),
    ],
)
def test_what_is_new_or_holds_something_new(old: str, new: str, expected: list[str]) -> None:
    memory = SyntaxMemory()
    parse(Source(ELIF), memory)
    syntax = parse(Source(ELIF.replace(old, new)), memory)
    inside = [node for node in ast.walk(syntax.module) if node in syntax.parsed]
    assert sorted(type(node).__name__ for node in inside) == sorted(expected)


def test_a_definition_stays_the_same_object_as_long_as_it_keeps_its_name() -> None:
    memory = SyntaxMemory()
    text = "class A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    before = parse(Source(text), memory).module.body[0]
    after = parse(Source(text.replace("return 1", "return [")), memory, roughly=True)
    assert after.module.body[0] is before
    assert isinstance(before, ast.ClassDef)
    assert [method.name for method in before.body if isinstance(method, ast.FunctionDef)] == ["f", "g"]
    assert before.body[1] not in after.parsed
    renamed = parse(Source(text.replace("class A", "class B")), memory).module.body[0]
    assert renamed is not before


def test_an_edit_parses_the_touched_unit_alone() -> None:
    memory = SyntaxMemory()
    text = "".join(f"def f{number}():\n    return {number}\n\n\n" for number in range(50))
    parse(Source(text), memory)
    before = memory.parsed
    parse(Source(text.replace("return 7\n", "return 8 + 1\n")), memory)
    assert memory.parsed == before + 1
    parse(Source("\n\n" + text.replace("return 7\n", "return 8 + 1\n")), memory)
    assert memory.parsed <= before + 2, "statements that only moved are not parsed again"


def test_an_edit_in_a_long_class_parses_the_touched_statements_alone() -> None:
    memory = SyntaxMemory()
    method = "    def f{0}(self):\n        first = {0}\n\n        return first\n\n"
    text = "class Long:\n" + "".join(method.format(number) for number in range(50))
    parse(Source(text), memory)
    before = memory.parsed
    parse(Source(text.replace("first = 7\n", "first = 8 + 1\n")), memory)
    assert memory.parsed <= before + 2, "one method, or its first statement"


def test_what_is_long_is_divided_before_the_first_key(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = SyntaxMemory()
    text = "class A:\n    def f(self, x):\n        for y in x:\n            print(y)\n" + "            pass\n" * 50
    parse(Source(text), memory)
    get_ready(memory, go_on)
    divided: list[str] = []

    def clauses_of(text: str) -> list[Clause]:
        divided.append(text)
        return []

    monkeypatch.setattr(division, "clauses_of", clauses_of)
    before = memory.parsed
    parse(Source(text.replace("print(y)", "print(x)")), memory)
    assert memory.parsed == before + 1
    assert set(divided) <= {"            print(y)\n"}, "the innermost statement may be looked at"


def test_what_is_broken_in_a_block_is_parsed_in_one_go_and_mended_from_memory() -> None:
    memory = SyntaxMemory()
    method = "    def f{0}(self):\n        return {0}\n\n"
    text = "class Long:\n" + "".join(method.format(number) for number in range(50))
    parse(Source(text), memory)
    broken = text.replace("return 7\n", "return (7\n")
    assert ast.dump(parse(Source(broken), memory).module) == ast.dump(tree(broken))
    before = memory.parsed
    assert ast.dump(parse(Source(text), memory).module) == ast.dump(tree(text))
    assert memory.parsed <= before + 3


def test_a_statement_with_other_blank_lines_around_it_is_not_parsed_again() -> None:
    memory = SyntaxMemory()
    old = "import os\n\nclass A:\n    def f(self):\n        return 1\n"
    module = parse(Source(old), memory).module
    before = memory.parsed
    new = "import os\n  \n\n\nclass A:\n    def f(self):\n        return 1\n"
    after = parse(Source(new), memory).module
    assert memory.parsed == before
    assert after.body == module.body
    assert ast.dump(after, include_attributes=True) == ast.dump(tree(new), include_attributes=True)


def test_a_bracket_that_is_not_closed_yet_does_not_swallow_the_statements_below() -> None:
    lines = [f"x{number} = f({number})\n" for number in range(100)]
    memory = SyntaxMemory()
    parse(Source("".join(lines)), memory)
    before = memory.parsed
    typed = parse(Source("".join([*lines[:50], "print(\n", *lines[50:]])), memory, roughly=True)
    typed.arrive()
    assert memory.parsed <= before + 2, "the statement that is typed, and the one before it"
    assert [statement.lineno for statement in typed.module.body] == [*range(1, 51), *range(52, 102)]


def test_what_stands_below_an_edit_is_left_where_it_was_until_somebody_asks() -> None:
    memory = SyntaxMemory()
    before = parse(Source("import os\nx = 1\ny = 2  # tensortidy: ignore\n"), memory).module
    after = parse(Source("import os\n\n\nx = 1\ny = 2  # tensortidy: ignore\n"), memory, roughly=True)
    assert after.module.body == before.body
    assert [statement.lineno for statement in after.module.body] == [1, 2, 3]
    assert [suppression.line for suppression in after.suppressions] == [5]
    after.arrive()
    assert [statement.lineno for statement in after.module.body] == [1, 4, 5]


def test_brackets_that_are_never_closed_cost_no_more_than_few_looks_at_the_text() -> None:
    assert len(list(cut("f(\n" * 30_000, closes_brackets=True))) < 20


def test_a_suite_of_broken_statements_alone_passes() -> None:
    [function] = tree("def f():\n    a = = 2\n").body
    assert isinstance(function, ast.FunctionDef)
    assert [type(statement) for statement in function.body] == [ast.Pass]
