"""Rules are found by walking packages; a third-party pack that is broken is left out and told of."""

import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tensortidy.registry import load

PackMaker = Callable[..., EntryPoint]

RULE = """
import ast
from tensortidy.rule import Card, Confidence, FixSafety, Framework, Rule, Severity

class {class_name}(Rule):
    card = Card(
        name="{name}", title="t", frameworks=(Framework.TORCH,), category="c", subcategory="s", summary="s.",
        explanation="e", consequences=("c",), practices=("p",), bad="", good="", fix_safety=FixSafety.NONE,
        severity=Severity.HINT, confidence=Confidence.LOW,
    )
    visits = (ast.Call,)

    def check(self, node, model):
        yield from ()
"""


@pytest.fixture
def make_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackMaker]:
    """Makes an importable package of modules, offered as a distribution would offer it."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def make(package: str, **modules: str) -> EntryPoint:
        folder = tmp_path / package
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for name, code in modules.items():
            (folder / f"{name}.py").write_text(code)
        return EntryPoint(name=package, value=package, group="tensortidy.rules")

    yield make
    for name in set(sys.modules) - before:
        del sys.modules[name]


def rule(name: str, class_name: str = "Sample") -> str:
    return RULE.format(name=name, class_name=class_name)


def test_the_built_in_rules_are_found_and_sorted_by_name() -> None:
    registry = load([])
    assert "unclosed-resource" in registry.names
    assert "unused-ignore" in registry.names
    assert list(registry.names) == sorted(registry.names)
    assert registry.problems == ()


def test_a_rule_is_asked_for_by_name() -> None:
    registry = load([])
    found = registry.rule("unclosed-resource")
    assert found is not None
    assert found.card.name == "unclosed-resource"
    assert registry.rule("no-such-rule") is None


def test_an_installed_pack_adds_its_rules(make_pack: PackMaker) -> None:
    registry = load([make_pack("house_rules", one=rule("our-rule"))])
    assert registry.rule("our-rule") is not None
    assert registry.problems == ()


def test_a_rule_is_taken_from_the_module_that_defines_it_only(make_pack: PackMaker) -> None:
    pack = make_pack("reexporting", one=rule("our-rule"), two="from reexporting.one import Sample\n")
    registry = load([pack])
    assert registry.names.count("our-rule") == 1
    assert registry.problems == ()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_module_anywhere\n", "no_such_module_anywhere"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("def broken(:\n", "SyntaxError"),
        (
            "from tensortidy.rule import Rule\nclass Bare(Rule):\n    def check(self, node, model): yield from ()\n",
            "lacks a `card`",
        ),
    ],
)
def test_a_pack_that_cannot_be_loaded_is_reported_and_the_others_stay(
    make_pack: PackMaker, code: str, reason: str
) -> None:
    registry = load([make_pack("broken_pack", bad=code), make_pack("good_pack", one=rule("our-rule"))])
    [problem] = registry.problems
    assert "broken_pack" in problem
    assert reason in problem
    assert registry.rule("our-rule") is not None
    assert registry.rule("unclosed-resource") is not None


def test_a_pack_that_is_not_installed_is_reported() -> None:
    registry = load([EntryPoint(name="ghost", value="no_such_package_anywhere", group="tensortidy.rules")])
    [problem] = registry.problems
    assert "ghost" in problem


def test_a_name_that_is_taken_is_reported_with_both_modules(make_pack: PackMaker) -> None:
    registry = load([make_pack("copycat", one=rule("unclosed-resource"))])
    [problem] = registry.problems
    assert "two rules are named `unclosed-resource`" in problem
    assert "tensortidy_rules." in problem
    assert "copycat.one" in problem
    assert registry.names.count("unclosed-resource") == 1


def test_a_pack_that_repeats_a_name_adds_nothing(make_pack: PackMaker) -> None:
    registry = load([make_pack("twice", one=rule("our-rule"), other=rule("our-rule"), third=rule("third-rule"))])
    assert len(registry.problems) == 1
    assert registry.rule("our-rule") is None
    assert registry.rule("third-rule") is None
