"""Texts of one shape repeated, which no person writes: where work grows faster than they do, they take forever."""

from __future__ import annotations

from collections.abc import Callable

from tensortidy.engine import analyze
from tensortidy.registry import load
from tensortidy.source import Source

_REGISTRY = load()


def _many(each: str, start: str = "", end: str = "\n") -> Callable[[int], str]:
    """A text of some length: a start, then the same again and again (``#`` is its number, ``^`` the one before)."""

    def text(length: int) -> str:
        count = max(1, (length - len(start) - len(end)) // len(each))
        if "#" not in each and "^" not in each:
            return start + each * count + end
        return start + "".join(each.replace("#", str(i)).replace("^", str(i - 1)) for i in range(count)) + end

    return text


SHAPES: dict[str, Callable[[int], str]] = {
    # tokens
    "numbers": _many("1, ", "x = [", "]\n"),
    "strings": _many("'a' ", "x = "),
    "open parentheses": _many("("),
    "open brackets": _many("[\n"),
    "closed parentheses": _many(")"),
    "quotes": _many("'"),
    "quotes on lines": _many("'\n"),
    "triple quotes": _many('"""'),
    "triple quotes on lines": _many("'''\n"),
    "semicolons": _many("x;"),
    "colons": _many(":"),
    "spaces": _many(" ", end="x\n"),
    "tabs": _many("\tx\n"),
    "form feeds": _many("\f\n"),
    "NULs": _many("\0"),
    "lone surrogates": _many("\ud800"),
    "joined lines": _many("\\\n"),
    "digits": _many("1", "x = "),
    "keywords": _many("for if else while try def class "),
    "words that may be keywords": _many("match "),
    "uneven indents": _many("  x = 1\n x = 2\n"),
    "f-strings": _many("x = f'{a:{b}}{c}'\n"),
    "blank lines": _many("\n"),
    "comments": _many("# a\n"),
    "ignores": _many("# tensortidy: ignore[a, b]\n"),
    "ignored names": _many("a#, ", "x = 1  # tensortidy: ignore[", "]\n"),
    # expressions
    "attributes": _many(".a", "x = torch"),
    "calls": _many("f("),
    "operators": _many(" + torch", "x = torch"),
    "comparisons": _many(" < a", "x = a"),
    "choices": _many("a if b else ", "x = ", "c\n"),
    "lambdas": _many("lambda: ", "x = ", "1\n"),
    "keywords of a call": _many("a#=1, ", "f(", ")\n"),
    "keys": _many("'#': #, ", "x = {", "}\n"),
    "targets": _many("a = ", end="1\n"),
    "elements of a target": _many("a#, ", end="= x\n"),
    "assigned in an expression": _many("(a := ", "x = "),
    # statements
    "assignments": _many("a# = a^\n"),
    "assignments of one name": _many("x = f(x)\n"),
    "losses": _many("x = x + model(x)\n"),
    "imports": _many("import torch as t#\n"),
    "functions": _many("def f#(x): return f^(x)\n"),
    "methods": _many("    def f#(self): return self.f^()\n", "class A:\n"),
    "classes": _many("class C#(C^): pass\n"),
    "attributes of an object": _many("        self.a# = self.a^\n", "class A:\n    def f(self):\n"),
    "decorators": _many("@a\n", end="def f(): pass\n"),
    "branches": _many("elif a: x = #\n", "if a: pass\n"),
    "cases": _many("    case #: pass\n", "match a:\n"),
    "loops": _many("for a in b:\n    x = m(x)\n"),
    "lists that grow": _many("for a in b:\n    k.append(m(a))\n", "k = []\n"),
    "a list put into itself": _many("x.append(x)\n", "x = []\n"),
    "lists in lists": _many("x = [x, [x]]\n"),
    "files": _many("f# = open('a')\n"),
    "files of one name": _many("f = open('a')\n"),
    "ignored files": _many("f# = open('a')  # tensortidy: ignore\n"),
    "backward": _many("loss.backward(retain_graph=True)\n"),
    "no_grad": _many("with torch.no_grad():\n    x = m(x)\n"),
    "deleted": _many("del x\n"),
    "annotations": _many("x#: torch.Tensor = y\n"),
}


NEWLINES = ("\n", "\r\n", "\r")


def examine(name: str, length: int) -> None:
    """Analyse texts of some shape and length, with each line break. Raises AssertionError where a rule crashes."""
    text = "import torch\n" + SHAPES[name](length)
    for newline in NEWLINES if "\n" in text[13:] else NEWLINES[:1]:
        analysis = analyze(Source(text.replace("\n", newline)), _REGISTRY.rules, known_rules=_REGISTRY.names)
        assert not analysis.crashes, analysis.crashes[0].traceback
