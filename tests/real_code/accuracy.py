"""How often each rule is right on real code, as a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from real_code.record import RIGHT, Entry

LEAST_SHARE = 0.9


@dataclass(frozen=True)
class Share:
    """``right`` of ``findings`` were right."""

    findings: int
    right: int

    @classmethod
    def of(cls, entries: Collection[Entry]) -> Share:
        """The share of entries that somebody read and found right."""
        return cls(len(entries), sum(entry.verdict == RIGHT for entry in entries))

    @property
    def is_enough(self) -> bool:
        """Whether at least LEAST_SHARE is right; nothing is wrong with nothing."""
        return self.right >= LEAST_SHARE * self.findings

    def __str__(self) -> str:
        return f"{100 * self.right // self.findings} %" if self.findings else "–"


@dataclass(frozen=True)
class RuleAccuracy:
    """A rule's findings: ``loud`` ones are warnings and errors and count, ``quiet`` ones are information and hints."""

    rule: str
    loud: Share
    quiet: Share


def accuracies(entries: Iterable[Entry], rules: Iterable[str]) -> tuple[RuleAccuracy, ...]:
    """The accuracy of each of the rules by name, in the order of their names."""
    all_entries = tuple(entries)
    return tuple(_of_rule(rule, [entry for entry in all_entries if entry.rule == rule]) for rule in sorted(rules))


def table(rows: Iterable[RuleAccuracy]) -> str:
    """A Markdown table of the rules' accuracy, with a line for all of them."""
    rows = tuple(rows)
    total = RuleAccuracy("all", _sum(row.loud for row in rows), _sum(row.quiet for row in rows))
    lines = [
        "| Rule | Warnings | right | share | Information | right | share |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in (*rows, total):
        name = f"`{row.rule}`" if row is not total else f"**{row.rule}**"
        cells = (str(cell) for share in (row.loud, row.quiet) for cell in (share.findings, share.right, share))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _of_rule(rule: str, entries: list[Entry]) -> RuleAccuracy:
    loud = [entry for entry in entries if entry.is_loud]
    return RuleAccuracy(rule, Share.of(loud), Share.of([entry for entry in entries if not entry.is_loud]))


def _sum(shares: Iterable[Share]) -> Share:
    shares = tuple(shares)
    return Share(sum(share.findings for share in shares), sum(share.right for share in shares))
