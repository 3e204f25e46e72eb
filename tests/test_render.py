"""Cards as people read them: hover, plain text, page, table."""

from dataclasses import replace

import pytest

from tensortidy.registry import load
from tensortidy.render import docs_url, hover, page, plain, table
from tensortidy.rule import Card, Finding, Fix, Rule, Safety
from tensortidy.source import Position, Span

RULES = load().rules
CARD = next(rule.card for rule in RULES if rule.card.name == "graph-retention-after-backward")
FINDING = Finding(
    rule=CARD.name,
    span=Span(Position(1, 0), Position(1, 1)),
    message="This keeps the graph.",
    severity=CARD.severity,
    confidence=CARD.confidence,
    assumptions=("`model` is a module",),
    fix=Fix("Remove it", Safety.UNSAFE, (), "nobody knows"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.card.name)
def test_a_hover_says_all_that_a_card_holds(rule: Rule) -> None:
    card: Card = rule.card
    text = hover(card)
    for part in (card.name, card.title, card.summary, *card.consequences, *card.practices, docs_url(card.name)):
        assert part in text
    assert f"{card.category} › {card.subcategory}" in text
    assert f"```{card.language}\n{card.bad.rstrip()}\n```" in text
    assert f"```{card.language}\n{card.good.rstrip()}\n```" in text


def test_a_hover_on_a_finding_says_what_is_wrong_here() -> None:
    text = hover(CARD, FINDING)
    assert FINDING.message in text
    assert CARD.summary not in text, "what is wrong here says it better"
    assert "- `model` is a module" in text
    assert "**The fix is unsafe:** nobody knows." in text


def test_a_hover_says_nothing_of_what_is_not_there() -> None:
    text = hover(replace(CARD, evidence=""), replace(FINDING, assumptions=(), fix=None))
    for absent in ("Taken for granted", "unsafe", "Measured"):
        assert absent not in text


def test_plain_text_has_no_marks_but_keeps_code_as_it_is() -> None:
    markdown = "### A\n\n**Bad** `x`\n\n```python\nf(**{'a': `1`})\n# no heading\n```\n\n[Read more](http://b)"
    assert plain(markdown) == "A\n\nBad x\n\n    f(**{'a': `1`})\n    # no heading\n\nRead more: http://b"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.card.name)
def test_a_page_has_what_a_hover_leaves_out(rule: Rule) -> None:
    text = page(rule.card)
    assert text.startswith(f"# {rule.card.title}\n")
    assert rule.card.explanation in text
    assert f"# tensortidy: ignore[{rule.card.name}]" in text
    assert text.count("```") % 2 == 0


def test_a_table_has_a_row_for_each_rule_with_a_link_to_its_page() -> None:
    head, line, *rows = table(RULES).splitlines()
    assert head.count("|") == line.count("|")
    assert len(rows) == len(RULES)
    for rule, row in zip(RULES, rows, strict=True):
        assert row.startswith(f"| [`{rule.card.name}`](docs/rules/{rule.card.name}.md) | {rule.card.summary} |")
        assert row.count("|") == head.count("|")
