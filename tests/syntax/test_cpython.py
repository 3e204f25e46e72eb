"""Whole texts are parsed as all others are, and much faster."""

from __future__ import annotations

import ast
import warnings

import pytest

from tensortidy.source import Source
from tensortidy.syntax import parse, parse_by_cpython

WHOLE = """\
@decorated
def f(x: int, *, y=1) -> int:
    return [x for x in range(y)] if x else lambda: f"{x!r}"


class C(B, metaclass=M):
    async def g(self):
        async with self as other:
            await other
"""


@pytest.mark.parametrize("text", [WHOLE, "def broken(:\n    pass\n\n\nx = 1\n", "", "x = 1\x00\n"])
def test_it_is_the_tree_that_parse_gives(text: str) -> None:
    assert ast.dump(parse_by_cpython(text)) == ast.dump(parse(Source(text)).module)


def test_it_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parse_by_cpython('x = "\\d"\n')
