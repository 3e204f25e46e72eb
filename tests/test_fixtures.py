"""Annotated fixtures: a line marked ``# smell: rule-name`` is reported, and no other line is.

``# missed: rule-name, why`` writes a known miss down. Beside each fixture of a rule that fixes stands
``<name>.fixed.py``: the text after all its fixes, safe and unsafe.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tensortidy.engine import Analysis, analyze
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.rule import FixSafety
from tensortidy.source import Source

FIXTURES = Path(__file__).parent / "fixtures"
RULES = load().rules
NAMES = [rule.card.name for rule in RULES]
FILES = sorted(path for path in FIXTURES.rglob("*.py") if not path.name.endswith(".fixed.py"))
MARK = re.compile(r"#\s*smell:\s*([a-z-]+(?:\s*,\s*[a-z-]+)*)")


def check(source: Source) -> Analysis:
    analysis = analyze(source, RULES, known_rules=NAMES)
    assert not analysis.crashes, analysis.crashes[0].traceback
    return analysis


def marked(source: Source) -> Counter[tuple[int, str]]:
    return Counter(
        (line, name.strip())
        for line in range(1, source.line_count + 1)
        for mark in MARK.finditer(source.line(line))
        for name in mark.group(1).split(",")
    )


def source_of(path: Path) -> Source:
    return Source(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_exactly_the_marked_lines_are_reported(path: Path) -> None:
    source = source_of(path)
    found = Counter((finding.span.start.line, finding.rule) for finding in check(source).findings)
    assert found == marked(source)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_fixes_turn_the_fixture_into_its_fixed_twin(path: Path) -> None:
    result = fix_all(source_of(path), check, unsafe=True)
    ast.parse(result.text)
    if result.applied:
        assert result.text == path.with_suffix(".fixed.py").read_text(encoding="utf-8")
    else:
        assert not path.with_suffix(".fixed.py").exists()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_safe_fixes_leave_no_new_finding(path: Path) -> None:
    source = source_of(path)
    before = Counter(finding.rule for finding in check(source).findings)
    result = fix_all(source, check)
    after = Counter(finding.rule for finding in check(Source(result.text)).findings)
    assert after <= before - Counter(finding.rule for finding in result.applied)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.visits], ids=lambda rule: rule.card.name)
def test_every_rule_has_a_fixture_with_more_traps_than_true_shapes(rule: object) -> None:
    name = rule.card.name  # type: ignore[attr-defined]
    [path] = [path for path in FILES if path.stem == name.replace("-", "_")]
    text = path.read_text(encoding="utf-8")
    traps = len(re.findall(r"^# trap:", text, re.MULTILINE))
    assert len(MARK.findall(text)) >= 5
    assert traps >= 10
    if rule.card.fix_safety is not FixSafety.NONE:  # type: ignore[attr-defined]
        assert path.with_suffix(".fixed.py").exists()
