"""The engine: suppression, containment, fixing."""

import ast
import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tensortidy.engine import Analysis, Earlier, Memory, analyze
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.rule import Edit, Finding, Fix, Rule, Safety
from tensortidy.semantics import Model
from tensortidy.source import Position, Source, Span

RULES = load().rules
NAMES = load().names
OPEN = "import torch\n\n\ndef f(p):\n    a = open(p)\n    print(a.read())\n"


def check(text: str) -> Analysis:
    return analyze(Source(text), RULES, known_rules=NAMES)


def found(text: str) -> list[tuple[int, str]]:
    return [(finding.span.start.line, finding.rule) for finding in check(text).findings]


def test_a_text_without_a_framework_is_not_even_parsed() -> None:
    assert check("a = open('b')\n") == Analysis()


def test_a_framework_must_be_imported_not_only_named() -> None:
    assert found(OPEN.replace("import torch", "# torch")) == []
    assert found(OPEN) == [(5, "unclosed-resource")]


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# tensortidy: ignore[unclosed-resource] read once", []),
        ("# tensortidy: ignore", []),
        ("# noqa: X  # tensortidy: ignore[unclosed-resource]", []),
        ("# tensortidy: ignore[unclosed-resource, unnecessary-parallelism]", ["unused-ignore"]),
        ("# tensortidy: ignore[unnecessary-parallelism]", ["unclosed-resource", "unused-ignore"]),
        ("# tensortidy: ignore[no-such-rule]", ["unclosed-resource", "unused-ignore"]),
        ("# tensortidy: ignore-file[unclosed-resource]", []),
        ("# tensortidy: ignore-file", []),
    ],
)
def test_ignore_comments(comment: str, left: list[str]) -> None:
    text = OPEN.replace("open(p)", f"open(p)  {comment}")
    assert [rule for _, rule in found(text)] == left


def test_a_comment_in_a_string_ignores_nothing_and_is_not_reported() -> None:
    assert found(OPEN + "x = '# tensortidy: ignore[unclosed-resource]'\n") == [(5, "unclosed-resource")]


def test_an_ignore_of_a_rule_that_is_switched_off_is_not_unused() -> None:
    text = "import torch\nx = 1  # tensortidy: ignore[unclosed-resource]\n"
    some = [rule for rule in RULES if rule.card.name != "unclosed-resource"]
    assert analyze(Source(text), some, known_rules=NAMES).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # tensortidy: ignore[unclosed-resource]\n", "x = 1\n"),
        ("x = 1  # why  # tensortidy: ignore[unclosed-resource]\n", "x = 1  # why\n"),
        ("# tensortidy: ignore-file[unclosed-resource]\nx = 1\n", "x = 1\n"),
        ("x = 1  # tensortidy: ignore\n", "x = 1\n"),
    ],
)
def test_the_fix_of_an_unused_ignore_removes_it(before: str, after: str) -> None:
    result = fix_all(Source("import torch\n" + before), lambda source: check(source.text))
    assert result.text == "import torch\n" + after


class Crashes(Rule):
    card = replace(RULES[0].card, name="crashes")
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        yield self.finding(node, "found before the crash")
        raise ZeroDivisionError("inside the rule")


def test_a_crashing_rule_costs_its_own_findings_and_no_others() -> None:
    analysis = analyze(Source(OPEN), [*RULES, Crashes()], known_rules=NAMES)
    assert [finding.rule for finding in analysis.findings] == ["unclosed-resource"]
    [crash] = analysis.crashes
    assert (crash.rule, crash.line, crash.message) == ("crashes", 5, "ZeroDivisionError: inside the rule")
    assert "raise ZeroDivisionError" in crash.traceback


class Overlaps(Rule):
    """Wants to delete `ab` and `bc` of each `abc`, one after the other."""

    card = replace(RULES[0].card, name="overlaps")
    visits = (ast.Name,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        assert isinstance(node, ast.Name)
        if node.id.startswith("aaa"):
            for start in (0, 1):
                span = Span(Position(node.lineno, start), Position(node.lineno, start + 2))
                yield self.finding(node, f"at {start}", fix=Fix("shorten", Safety.SAFE, (Edit(span, "b"),)))


def test_overlapping_fixes_are_applied_one_after_another() -> None:
    rule = Overlaps()
    result = fix_all(Source("import torch\naaaa\n"), lambda source: analyze(source, [rule]))
    assert result.text == "import torch\nbaa\n"
    assert len(result.applied) == 1


class NeverDone(Rule):
    card = replace(RULES[0].card, name="never-done")
    visits = (ast.Name,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        at = Position(node.lineno, 0)  # type: ignore[attr-defined]
        yield self.finding(node, "longer", fix=Fix("lengthen", Safety.SAFE, (Edit(Span(at, at), "a"),)))


def test_a_fix_that_never_converges_ends() -> None:
    result = fix_all(Source("import torch\na\n"), lambda source: analyze(source, [NeverDone()]))
    assert result.text == "import torch\naaaaaaaaaaa\n"


def test_unsafe_fixes_need_asking_for() -> None:
    imports = "import itertools\nfrom torch.utils.data import DataLoader\n"
    text = f"{imports}\n\ndef f(loader: DataLoader):\n    return itertools.cycle(loader)\n"
    assert fix_all(Source(text), lambda source: check(source.text)).applied == ()
    assert len(fix_all(Source(text), lambda source: check(source.text), unsafe=True).applied) == 1


def test_free_calls_close_what_they_are_given() -> None:
    text = OPEN.replace("print(a.read())", "print(a.read())\n    mine.finish(a)")
    assert found(text) == []
    text = OPEN.replace("print(a.read())", "print(a.read())\n    a.finish()")
    assert found(text) == [(5, "unclosed-resource")]
    assert analyze(Source(text), RULES, known_rules=NAMES, free_calls=["finish"]).findings == ()


FIXTURE = Path(__file__).parent / "fixtures" / "pytorch" / "unreleased_tensor_references.py"
EDITS = st.tuples(
    st.integers(0, 6000),
    st.integers(0, 60),
    st.sampled_from(
        ["", "x", "\n", "    ", "(", '"""', "# ", "import torch\n", "def f():\n    pass\n", "\r\n", "\f", "é"]
    ),
)


@given(st.lists(EDITS, min_size=1, max_size=6))
def test_findings_with_a_memory_equal_those_from_scratch(edits: list[tuple[int, int, str]]) -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    memory = Memory()
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
        source = Source(text)
        assert analyze(source, RULES, known_rules=NAMES, memory=memory) == analyze(source, RULES, known_rules=NAMES)


@given(st.lists(EDITS, min_size=2, max_size=6))
def test_first_answers_do_not_spoil_the_next_whole_one(edits: list[tuple[int, int, str]]) -> None:
    text = FIXTURE.read_text(encoding="utf-8")
    memory = Memory()
    source = Source(text)
    found = analyze(source, RULES, known_rules=NAMES, memory=memory)
    for start, length, new in edits:
        earlier = Earlier(source, found)
        text = text[:start] + new + text[start + length :]
        source = Source(text)
        found = analyze(source, RULES, known_rules=NAMES, memory=memory, since=earlier)
        assert not found.crashes
    assert analyze(source, RULES, known_rules=NAMES, memory=memory) == analyze(source, RULES, known_rules=NAMES)


def test_a_model_that_is_replaced_leaves_memory_at_once() -> None:
    memory = Memory()
    analyze(Source(OPEN), RULES, memory=memory)
    assert memory.model is not None
    structure = weakref.ref(memory.model.structure)
    gc.disable()
    try:
        analyze(Source(OPEN + "x = 1\n"), RULES, memory=memory)
        assert structure() is None
    finally:
        gc.enable()
