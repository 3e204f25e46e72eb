"""The structure of a module that is edited is that of the same module looked at for the first time."""

import ast
import gc
import weakref
from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensortidy.semantics import shapes
from tensortidy.semantics.structure import Structure
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory, division, parse

STATEMENTS = st.sampled_from([
    "import torch\n", "x = f(y)\n", "x = lambda a: a + y\n", "@decorated\ndef f(a, b=x):\n    return a\n",
    "for x in y:\n    if x:\n        break\n    z = x\n",
    "class A(B):\n    c = 1\n\n    def f(self):\n        self.x = [x]\n",
    "def outer():\n    def inner():\n        nonlocal x\n        x = 1\n    x = 2\n    with a as b:\n        inner()\n",
    "class A:\n    def f(self):\n        x\n", "@x\nclass A:\n    def f(self):\n        x\n",
    "class A:\n", "class A(x):\n",
    "match x:\n    case A(y):\n        x\n    case _:\n        y\n", "if x:\n    y\nelif y:\n    x\nelse:\n    z\n",
    "try:\n    x\nfinally:\n    y\n",
    "while x:\n    x = g(\n", "try:\n    x\nexcept E:\n    y\nelse:\n    z\n", "# note\n", "\n",
])  # fmt: skip
MODULES = st.lists(STATEMENTS, min_size=1, max_size=8)


@st.composite
def edited(draw: st.DrawFn) -> Sequence[str]:
    """A text and what becomes of it: statements come and go, at the top level and in functions, and names change."""
    texts = ["".join(draw(MODULES))]
    for _ in range(draw(st.integers(1, 4))):
        lines = texts[-1].splitlines(keepends=True)
        at = draw(st.integers(0, len(lines)))
        indentation = draw(st.sampled_from(["", "    ", "        "]))
        new = "".join(f"{indentation}{line}" for line in draw(STATEMENTS).splitlines(keepends=True))
        texts.append("".join([*lines[:at], new, *lines[at + draw(st.integers(0, 2)) :]]))
    return texts


@pytest.mark.parametrize("long", [1, 3, 50])  # from so many lines on statements are divided
@given(edited())
def test_a_structure_that_is_advanced_equals_a_new_one(long: int, texts: Sequence[str]) -> None:
    with patch.object(shapes, "_LONG", long), patch.object(division, "_LONG", 1):
        check_advanced(texts)


def is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call)


def names_in(nodes: Iterator[ast.AST]) -> set[str]:
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def check_advanced(texts: Sequence[str]) -> None:
    memory = SyntaxMemory()
    structure = Structure(parse(Source(texts[0]), memory, roughly=True).module)
    structure.reads("x")
    structure.gathered(names_in, ast.Name)
    for text in texts[1:]:
        syntax = parse(Source(text), memory, roughly=True)
        structure.advance(syntax.module.body, syntax.parsed)
        new = Structure(structure.module)
        nodes = structure.walk(structure.module)
        assert nodes == new.walk(new.module)
        for node in nodes:
            assert structure.parent(node) is new.parent(node)
            assert structure.statement(node) is new.statement(node)
            assert structure.scope(node) is new.scope(node)
            assert structure.function(node) is new.function(node)
            assert list(structure.walk(node)) == list(new.walk(node))
            assert list(structure.nodes_of(node)) == list(new.nodes_of(node))
            assert list(structure.within(node, ast.Name)) == list(new.within(node, ast.Name))
            assert list(structure.nodes_of(node, is_call)) == list(new.nodes_of(node, is_call))
            assert [structure.inside(inner, node) for inner in nodes] == [new.inside(inner, node) for inner in nodes]
        for kind in {type(node) for node in nodes}:
            assert list(structure.nodes(kind)) == list(new.nodes(kind))
        assert structure.gathered(names_in, ast.Name) == new.gathered(names_in, ast.Name)
        assert set(structure.reads("x")) == set(new.reads("x"))
        assert all(isinstance(node, ast.AST) for node in nodes)


@pytest.mark.parametrize(("new", "quiet", "stays"), [
    ("def g(a):\n    return g(a)\n", True, True),
    ("@decorated\ndef g(a):\n    return a\n", False, True),
    ("def g(a=1):\n    return a\n", False, True),
    ("def g(*, a=1):\n    return a\n", False, True),
    ("class G:\n    x = 1\n", False, True),
    ("def f(a):\n    return a\n", False, False),  # somebody reads `f`
    ("y = 1\n", False, False),
    ("def g(a):\n    return a\n\ny = 1\n", False, False),
])  # fmt: skip
def test_what_nobody_names_leaves_what_is_known_of_the_top_level(new: str, quiet: bool, stays: bool) -> None:
    text = "x = f(y)\n"
    memory = SyntaxMemory()
    structure = Structure(parse(Source(text), memory).module)
    structure.reads("f")
    known = structure.kept()
    call = next(structure.nodes(ast.Call))
    for edited in (text + new, text):  # it comes and goes
        known[call], known[structure.module] = "a call", "a module"
        syntax = parse(Source(edited), memory)
        functions = structure.advance(syntax.module.body, syntax.parsed)
        assert [function.name for function in functions] == (["g"] if quiet else [])
        assert (call in known) is stays
        assert (structure.module in known) is quiet


def test_an_edit_in_a_long_function_numbers_only_what_it_touched() -> None:
    text = "def train(f, y):\n" + "".join(f"    x{number} = f(y)\n" for number in range(100))
    memory = SyntaxMemory()
    structure = Structure(parse(Source(text), memory).module)
    before = len(structure._nodes)
    syntax = parse(Source(text.replace("x50 = f(y)", "x50 = f(yy)")), memory)
    structure.advance(syntax.module.body, syntax.parsed)
    (function,) = syntax.module.body
    assert len(structure._nodes) - before <= len(structure.walk(syntax.module.body[0].body[50]))  # type: ignore[attr-defined]
    assert [read.id for read in structure.reads("yy")] == ["yy"]  # type: ignore[attr-defined]
    assert len(structure.within(function, ast.Assign)) == 100


def test_what_is_let_go_of_is_freed_at_once() -> None:
    text = "def train(f, y):\n" + "".join(f"    x{number} = f(y)\n" for number in range(100))
    structure = Structure(parse(Source(text)).module)
    structure.walk(structure.module)
    structure.reads("y")
    part = weakref.ref(structure._top[structure.module.body[0]])
    gc.disable()  # so that a circle would stay
    try:
        del structure
        assert part() is None
    finally:
        gc.enable()
