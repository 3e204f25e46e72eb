"""What nobody types in is parsed by CPython, and gives what parso gives: node for node and place for place."""

from __future__ import annotations

import ast
import sysconfig
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensortidy.source import Source
from tensortidy.syntax import parse, parse_by_cpython
from tensortidy.syntax.cpython import parse_unit
from tensortidy.syntax.parsing import Parsed, parse_whole
from tensortidy.syntax.units import cut

MODULES = sorted(path for path in Path(sysconfig.get_path("stdlib")).glob("[a-d]*.py") if path.stat().st_size < 80_000)

WHOLE = """\
@decorated
def f(x: int, *, y=1) -> int:
    return [x for x in range(y)] if x else lambda: f"{x!r}"


class C(B, metaclass=M):
    async def g(self):
        async with self as other:
            await other
"""


def dumped(parsed: Parsed) -> str:
    """The statements of a text with their places in it."""
    module = ast.increment_lineno(ast.Module(parsed.statements, []), -parsed.line_offset)
    return ast.dump(module, include_attributes=True)


@pytest.mark.parametrize("text", [WHOLE, "def broken(:\n    pass\n\n\nx = 1\n", "", "x = 1\x00\n"])
def test_a_whole_text_is_the_tree_that_parse_gives(text: str) -> None:
    assert ast.dump(parse_by_cpython(text)) == ast.dump(parse(Source(text)).module)


def test_it_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert parse_by_cpython('x = "\\d"\n').body
        assert parse_whole('x = "\\d"\n').statements


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "x = 'é' + y + 'é'; z = y  # columns are code points\n",
        "@é(y, 'é')\ndef f(é, x: 'é' = é) -> é: return é\n",
        "print(f'é {é.a(1)!r:>{width}}' 'x', y)\n",
        "def f():\n    print(f'''\n{a}\n  {b}''' f'{a} {a}', c)\n",
        "f'{x}' if y else f'{x=}'\n",
        "f'{a, b} {a}' f'{1 + 1:>{x}} {x}' f'{x[1]:{y}.{z}}'\n",
        "match é:\n    case {'é': a, **b} | [C(é=1)] if f'{a}': pass\n",
        "try:\n    pass\nexcept é as é: é\nfinally: 'é'\n",
        "\n# é\n\nfrom é import é as b, c\r\n",
    ],
)
def test_columns_and_f_strings_are_as_those_of_parso(text: str) -> None:
    found = parse_unit(text)
    assert found is not None
    assert dumped(found) == dumped(parse_whole(text))


def test_a_block_of_a_statement_is_parsed_where_it_stands() -> None:
    text = "    # é\n    é = f'{a} é' + b\n    if é:\n        c\n"
    found = parse_unit(text, "    ")
    assert found is not None
    assert (found.line_offset, found.statements[0].lineno, found.statements[0].col_offset) == (1, 3, 4)
    assert dumped(found) == dumped(parse_whole(text, "    "))


@pytest.mark.parametrize("text", ["    x\ny\n", "    x\nelse:\n    y\n", "  x\n    y\n", "    # x\n"])
def test_what_is_no_block_is_left_to_parso(text: str) -> None:
    assert parse_unit(text, "    ") is None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_standard_library(path: Path) -> None:
    for unit in cut(path.read_bytes().decode("utf-8")):
        found = parse_unit(unit.text)
        if found is not None:
            assert dumped(found) == dumped(parse_whole(unit.text)), unit.text


FRAGMENTS = st.sampled_from([
    "x = 'é'\n", "def f(a):\n    return a\n",
    "if x:\n    y()\n", "else:\n    f'{z}é'\n", "@d\n", "class A:\n", "    b = é\n",
    "(", ")", "'''", '"', "\\\n", "# é\n", "\n", "    ", "\t", "\f", "\r\n", "\r", "𝕏", "f'{x}'", ";", "\ufeff", "\0",
    "with (a as b,\n  c):\n    d\n", "lambda: f'{é!r}' 'é'\n",
])  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=12).map("".join), st.sampled_from(["", "    ", "\t"]))
def test_any_text_that_it_parses_gives_the_same_tree(text: str, indentation: str) -> None:
    text = "".join(indentation + line for line in text.splitlines(keepends=True))
    found = parse_unit(text, indentation)
    if found is not None:
        assert dumped(found) == dumped(parse_whole(text, indentation))


@pytest.mark.parametrize(
    "text",
    [
        "x = = 1\n",
        "def f[T](x: T): ...\n",
        "class A[T]: ...\n",
        "type X = int\n",
        "x = t'{y}'\n",
        "x = 1  # tensortidy: ignore\n",
        "\\\nmatch x:\n    case 1:\n        y\n",
        "def f(a):\n    return a\n\\\n    b = 1\n",
        "@d\n\fdef f():\n    pass\n",
        "@d\r\fdef f():\r    pass\r",
        "if x:\n    y;\n",
        "if x: y; # z",
        "if x:\n    y; \\\n\n",
    ],
)
def test_parso_is_asked_for_all_else(text: str) -> None:
    assert parse_unit(text) is None
