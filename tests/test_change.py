"""What an edit touches, and where it moves the rest."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tensortidy.change import Change, Region
from tensortidy.engine import Analysis, Earlier, Memory, analyze
from tensortidy.knowledge import built_in
from tensortidy.registry import load
from tensortidy.source import Source
from tensortidy.syntax import SyntaxMemory, parse

RULES = load().rules
# One finding here rests on several methods, and is found again, or with its fix, by the whole answer only.
ACROSS_METHODS = {"missing_gradient_tensors", "accumulated_object_references"}
FIXTURES = sorted(path for path in (Path(__file__).parent / "fixtures").rglob("*.py") if ".fixed" not in path.name)
TWO = """\
import torch


def first(model: torch.nn.Module, loader):
    kept = []
    for x in loader:
        kept.append(model(x))
    print(kept)


class Second:
    def run(self, model: torch.nn.Module, loader):
        kept = []
        for x in loader:
            kept.append(model(x))
        print(kept)

    def other(self):
        return 1
"""


def check(text: str, since: Earlier | None = None, memory: Memory | None = None) -> Analysis:
    return analyze(Source(text), RULES, knowledge=built_in(), since=since, memory=memory)


def edited(old: str, new: str) -> Analysis:
    """The answer on a new text that checks only what was touched since the old one."""
    memory = Memory()
    return check(new, Earlier(Source(old), check(old, memory=memory)), memory)


def names_of(regions: Sequence[Region]) -> list[str | None]:
    return [getattr(region.statement, "name", None) for region in regions]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", (2, 3, 3)),
        ("a\nb\nc\n", "a\nb\nb2\nc\n", (3, 3, 4)),
        ("a\nb\nc\n", "a\nc\n", (2, 3, 2)),
        ("a\nb\n", "\na\nb\n", (1, 1, 2)),
        ("a\nb\nc\nd\n", "A\nb\nC\nd\n", (1, 4, 4)),
        ("", "a", (1, 2, 2)),
    ],
)
def test_a_change_is_one_stretch_of_lines(old: str, new: str, lines: tuple[int, int, int]) -> None:
    assert Change.between(Source(old), Source(new)) == Change(*lines)


def test_a_text_that_is_the_same_has_no_change() -> None:
    assert Change.between(Source("a"), Source("a")) is None


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("kept.append(model(x))\n    print", "kept.append(model(x).detach())\n    print", ["first"]),
        ("        return 1", "        return 2", ["other"]),
        ("class Second:", "class Third:", ["Third"]),
        ("import torch", "import torch  # !", [None]),
        ("        print(kept)\n\n    def", "    def", ["run", "other"]),
        ("print(kept)\n\n\nclass", "print(kept)\n\n\n\nclass", []),
    ],
)
def test_the_methods_and_statements_that_are_touched(old: str, new: str, touched: list[str | None]) -> None:
    text = TWO.replace(old, new)
    change = Change.between(Source(TWO), Source(text))
    assert change is not None
    assert names_of(change.regions(parse(Source(text)).module)) == touched


def test_what_stands_beside_deleted_lines_is_not_touched_where_it_is_known_to_be_the_same() -> None:
    old = TWO.replace("class Second", "def gone():\n    pass\n\n\nclass Second")
    change = Change.between(Source(old), Source(TWO))
    assert change is not None
    memory = SyntaxMemory()
    parse(Source(old), memory)
    syntax = parse(Source(TWO), memory)
    assert names_of(change.regions(syntax.module)) == ["Second"]
    assert names_of(change.regions(syntax.module, syntax.parsed)) == []


def test_what_is_touched_is_checked_and_the_rest_is_moved() -> None:
    new = TWO.replace("kept.append(model(x))\n    print", "kept.append(model(x).detach())\n\n    print")
    assert [finding.span.start.line for finding in check(TWO).findings] == [7, 15]
    assert edited(TWO, new) == check(new)
    assert [finding.span.start.line for finding in check(new).findings] == [16]


@pytest.mark.parametrize(
    "path", [path for path in FIXTURES if path.stem not in ACROSS_METHODS], ids=lambda path: path.stem
)
def test_lines_that_say_nothing_move_findings_with_their_fixes(path: Path) -> None:
    old = path.read_text(encoding="utf-8")
    lines = old.splitlines(keepends=True)
    memory = Memory()
    before = Earlier(Source(old), check(old, memory=memory))
    for at in range(0, len(lines), 11):
        new = "".join([*lines[:at], "\n", *lines[at:]])
        assert check(new, before, memory).findings == check(new).findings, f"a line before {lines[at]!r}"


def test_an_edit_checks_one_function_and_not_the_others() -> None:
    checked: list[int] = []

    class Counting(type(RULES[0])):  # type: ignore[misc]
        def check(self, node, model):  # type: ignore[no-untyped-def]
            checked.append(node.lineno)
            return iter(())

    new = TWO.replace("return 1", "return 2")
    earlier = Earlier(Source(TWO), check(TWO))
    analyze(Source(new), [Counting()], knowledge=built_in(), since=earlier)
    assert set(checked) <= {19, 20}


def test_an_edit_infers_what_it_touched_and_nothing_else() -> None:
    function = (
        "def f{0}(model: torch.nn.Module, kept, x):\n    y = model(x).sum() + {0}\n    kept.append(y)\n"
        "    torch.cat([y, y])\n\n\n"
    )
    text = "import torch\n\n\n" + "".join(function.format(number) for number in range(50))
    memory = Memory()
    source = Source(text)
    earlier = Earlier(source, analyze(source, RULES, knowledge=built_in(), memory=memory))
    assert memory.model is not None
    everything = memory.model.inference.evaluations.spent
    assert everything > 200
    for new in (text.replace("+ 7\n", "* 7\n"), text.replace("+ 7\n", "* 7 / (\n"), text):
        analyze(Source(new), RULES, knowledge=built_in(), memory=memory, since=earlier)
        assert memory.model.inference.evaluations.spent < everything / 10


LONG = """\
import torch


def train(model: torch.nn.Module, loader, optimizer):
    losses = []
{before}    for x in loader:
        loss = model(x).sum()
        loss.backward()
        losses.append(loss)
    return losses
"""


def test_of_a_long_function_the_touched_part_is_checked_and_the_whole_is_known() -> None:
    old = LONG.format(before="    print(model)\n" * 60)
    new = old.replace("losses.append(loss)", "losses.append(loss)  # !")
    assert [finding.span.start.line for finding in edited(old, new).findings] == [69]
    assert edited(old, new) == check(new)
    mended = old.replace("losses.append(loss)", "losses.append(loss.item())")
    assert edited(old, mended) == check(mended)
    assert edited(mended, old) == check(old)


@pytest.mark.parametrize(
    ("old", "new", "is_header"),
    [
        ("loader, optimizer", "loader, optimizers", True),
        ("def train", "@torch.no_grad()\ndef train", True),
        ("losses = []", "losses = {}", False),
        ("optimizer):\n    losses = []\n", "optimizer):\n", False),
    ],
)
def test_of_a_long_function_the_header_may_be_touched_alone(old: str, new: str, is_header: bool) -> None:
    before = LONG.format(before="    print(model)\n" * 60)
    after = before.replace(old, new)
    change = Change.between(Source(before), Source(after))
    assert change is not None
    regions = change.regions(parse(Source(after)).module)
    assert [region.is_header for region in regions if names_of([region]) == ["train"]] == [True] * is_header


def test_a_header_that_is_touched_leaves_what_was_found_below_it_where_it_is() -> None:
    old = LONG.format(before="    print(model)\n" * 60)
    new = old.replace("model: torch.nn.Module,", "model: torch.nn.Module,\n    name: str,")
    assert [finding.span.start.line for finding in check(old).findings] == [69]
    assert edited(old, new) == check(new)


FOLDS = (
    """\
import keras
import numpy as np
from sklearn.model_selection import KFold

x = np.random.rand(64, 8)
model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1)])
model.compile("adam", "mse")
for train, test in KFold(4).split(x):
    model.fit(x[train], x[train].sum(axis=1))
    print(model.evaluate(x[test], x[test].sum(axis=1)))
"""
    + "    print(test)\n" * 60
)


def test_what_is_found_by_a_header_that_is_touched_is_told_once() -> None:
    assert [finding.span.start.line for finding in check(FOLDS).findings] == [9]
    new = FOLDS.replace("KFold(4)", "KFold(5)")
    assert edited(FOLDS, new) == check(new)
    mended = FOLDS.replace("in KFold(4).split(x)", "in [(range(8), range(8))]")
    assert edited(mended, FOLDS) == check(FOLDS)
