"""Every card is true: its bad example is found, its good one is silent, and the fix turns one into the other."""

import ast
import re
import subprocess

import pytest

from tensortidy.engine import Analysis, analyze, analyze_environment
from tensortidy.environment import LANGUAGES
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.rule import FixSafety, Rule
from tensortidy.source import Source

REGISTRY = load()
RULES = REGISTRY.rules
NAMES = [rule.card.name for rule in RULES]


def check(source: Source, language: str = "python") -> Analysis:
    if language == "python":
        analysis = analyze(source, RULES, known_rules=NAMES)
    else:
        analysis = analyze_environment(source, LANGUAGES[language], RULES, known_rules=NAMES)
    assert not analysis.crashes, analysis.crashes[0].traceback
    return analysis


@pytest.fixture(params=RULES, ids=NAMES)
def rule(request: pytest.FixtureRequest) -> Rule:
    found = request.param
    assert isinstance(found, Rule)
    return found


def test_the_bad_example_is_found_and_nothing_else_is(rule: Rule) -> None:
    assert {finding.rule for finding in check(Source(rule.card.bad), rule.card.language).findings} == {rule.card.name}


def test_the_good_example_is_silent_under_the_whole_catalogue(rule: Rule) -> None:
    assert check(Source(rule.card.good), rule.card.language).findings == ()


def test_the_fix_of_the_bad_example_is_the_good_one(rule: Rule) -> None:
    result = fix_all(Source(rule.card.bad), lambda text: check(text, rule.card.language), unsafe=True)
    if rule.card.fix_safety is FixSafety.NONE:
        assert not result.applied
        assert rule.card.fix_note, "a card without a fix says why"
    else:
        assert result.applied
        if rule.card.language == "python":
            assert ast.dump(ast.parse(result.text)) == ast.dump(ast.parse(rule.card.good))
        else:
            assert result.text == rule.card.good


def test_the_fix_is_as_safe_as_the_card_says(rule: Rule) -> None:
    for finding in check(Source(rule.card.bad), rule.card.language).findings:
        if finding.fix is not None:
            assert finding.fix.safety.value == rule.card.fix_safety.value
            assert bool(finding.fix.reason) == (finding.fix.safety.value == "unsafe")


def test_names_of_rule_class_and_file_agree(rule: Rule) -> None:
    name = rule.card.name
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert type(rule).__name__ == "".join(word.capitalize() for word in name.split("-"))
    if type(rule).__module__.startswith("tensortidy_rules."):
        assert type(rule).__module__.rpartition(".")[2] == name.replace("-", "_")


def test_a_rule_has_no_state(rule: Rule) -> None:
    assert vars(rule) == {}
    assert "__init__" not in vars(type(rule))


def test_the_card_is_complete(rule: Rule) -> None:
    card = rule.card
    for text in (card.title, card.category, card.subcategory, card.summary, card.explanation):
        assert text.strip()
    assert card.summary.endswith(".")
    assert card.consequences
    assert card.practices
    assert all(name in NAMES for name in card.see_also)
    if card.fix_safety is FixSafety.UNSAFE:
        assert card.fix_note, "a card with an unsafe fix says why it is unsafe"


def test_examples_are_programs_that_compile(rule: Rule) -> None:
    for text in (rule.card.bad, rule.card.good):
        if rule.card.language == "python":
            compile(text, rule.card.name, "exec")
        else:
            assert rule.card.language == "sh"
            subprocess.run(["/bin/sh", "-n"], input=text, text=True, check=True)
