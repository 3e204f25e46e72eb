"""What people read of a card: the hover in an editor, the page in the docs, the row in a table."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tensortidy.rule import Card, Finding, FixSafety, Rule

DOCS = "https://github.com/tensortidy/tensortidy/blob/main/docs/rules/"

FRAMEWORKS = {"torch": "PyTorch", "tensorflow": "TensorFlow", "keras": "Keras"}
_FIXES = {FixSafety.SAFE: "safe", FixSafety.UNSAFE: "unsafe", FixSafety.NONE: "none"}


def docs_url(name: str) -> str:
    """Where the page of a rule is published."""
    return f"{DOCS}{name}.md"


def hover(card: Card, finding: Finding | None = None) -> str:
    """The card as Markdown for an editor; with a finding, what is wrong at that place comes first."""
    parts = [f"### {card.title}\n\n`{card.name}` · {card.category} › {card.subcategory}"]
    if finding is not None:
        parts.append(finding.message)
        if finding.assumptions:
            parts.append("**Taken for granted:**\n\n" + _bullets(finding.assumptions))
        if finding.fix is not None and finding.fix.reason:
            parts.append(f"**The fix is unsafe:** {finding.fix.reason}.")
    else:
        parts.append(card.summary)
    parts.append("**Leads to**\n\n" + _bullets(card.consequences))
    parts.append("**Best practice**\n\n" + _bullets(card.practices))
    parts.append("**Bad**\n\n" + _code(card.bad, card.language))
    parts.append("**Good**\n\n" + _code(card.good, card.language))
    if card.evidence:
        parts.append(f"**Measured:** {card.evidence}")
    parts.append(f"[Read more]({docs_url(card.name)})")
    return "\n\n".join(parts)


def plain(markdown: str) -> str:
    """A card in Markdown as text without marks, for editors that would show them; code is indented instead."""
    lines: list[str] = []
    in_code = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        elif in_code:
            lines.append(f"    {line}".rstrip())
        else:
            unlinked = re.sub(r"\[([^\]]*)\]\(([^)]*)\)", r"\1: \2", line)
            lines.append(re.sub(r"^#+ |\*\*|`", "", unlinked))
    return "\n".join(lines)


def page(card: Card) -> str:
    """The card as a page of the documentation, in Markdown."""
    frameworks = ", ".join(FRAMEWORKS[framework.value] for framework in card.frameworks)
    facts = [
        ("Category", f"{card.category} › {card.subcategory}"),
        ("Frameworks", frameworks),
        ("Severity", card.severity.value),
        ("Confidence", card.confidence.value),
        ("Fix", _FIXES[card.fix_safety]),
    ]
    parts = [f"# {card.title}", f"`{card.name}`", card.summary]
    parts.append("| | |\n|---|---|\n" + "\n".join(f"| {key} | {value} |" for key, value in facts))
    parts.append(f"## What happens\n\n{card.explanation}")
    parts.append("## What it leads to\n\n" + _bullets(card.consequences))
    if card.evidence:
        parts.append(f"**Measured:** {card.evidence}")
    parts.append("## What to do\n\n" + _bullets(card.practices))
    parts.append(
        "## Example\n\nBad:\n\n" + _code(card.bad, card.language) + "\n\nGood:\n\n" + _code(card.good, card.language)
    )
    if card.fix_note or card.fix_safety is not FixSafety.NONE:
        note = {
            FixSafety.SAFE: "The quick fix keeps what the program computes; `tensortidy fix` applies it.",
            FixSafety.UNSAFE: "The quick fix is offered, and never applied unasked (`tensortidy fix --unsafe`).",
            FixSafety.NONE: "There is no quick fix.",
        }[card.fix_safety]
        parts.append(f"## The fix\n\n{note} {card.fix_note}".rstrip())
    comment = f"# tensortidy: ignore[{card.name}] why it is fine here"
    silence = _code(f"x = ...  {comment}" if card.language == "python" else f"{comment}\nX=...", card.language)
    parts.append(f"## To keep it quiet\n\nOn one line:\n\n{silence}\n\nEverywhere, in `pyproject.toml`:\n\n"
                 f'```toml\n[tool.tensortidy]\nignore = ["{card.name}"]\n```')  # fmt: skip
    if card.see_also:
        parts.append("## See also\n\n" + _bullets(tuple(f"[`{name}`]({name}.md)" for name in card.see_also)))
    return "\n\n".join(parts) + "\n"


def table(rules: Iterable[Rule]) -> str:
    """The rules as a Markdown table, with links to their pages."""
    rows = ["| Rule | What it finds | Frameworks | Fix |", "|---|---|---|---|"]
    for rule in rules:
        card = rule.card
        frameworks = ", ".join(FRAMEWORKS[framework.value] for framework in card.frameworks)
        link = f"[`{card.name}`](docs/rules/{card.name}.md)"
        rows.append(f"| {link} | {card.summary} | {frameworks} | {_FIXES[card.fix_safety]} |")
    return "\n".join(rows) + "\n"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _code(text: str, language: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"
