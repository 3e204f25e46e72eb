"""What a rule is: its card, what it finds, and how it is fixed.

With ``tensortidy.edits`` and ``tensortidy.semantics`` this is all that a rule's author imports.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from tensortidy.environment import Environment
from tensortidy.source import Span
from tensortidy.source import span_of as span_of  # noqa: PLC0414 - handed on to rules

if TYPE_CHECKING:
    from tensortidy.semantics import Model


class Framework(str, Enum):
    """A library whose code a rule speaks about."""

    TORCH = "torch"
    TENSORFLOW = "tensorflow"
    KERAS = "keras"


class Severity(str, Enum):
    """How loudly an editor shows a finding; the names and order of the protocol."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


class Confidence(str, Enum):
    """How often a finding of the rule is right on code that nobody chose."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Safety(str, Enum):
    """Whether a fix keeps what the program computes."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class FixSafety(str, Enum):
    """What a card promises of its rule's fixes: the best that it may offer."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    NONE = "none"


class Tag(str, Enum):
    """A hint for how an editor draws a finding; the protocol's diagnostic tags."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True)
class Edit:
    """Replace the text in ``span`` by ``text``; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits on the original text, with a title that reads as an order ("Detach the loss …").

    ``reason`` says why an unsafe fix is unsafe; it is empty for a safe one.
    """

    title: str
    safety: Safety
    edits: tuple[Edit, ...]
    reason: str = ""


@dataclass(frozen=True)
class Related:
    """A place that explains a finding: where a value is made, kept, or which loop keeps it.

    ``path`` is None for the file of the finding itself.
    """

    span: Span
    message: str
    path: str | None = None


@dataclass(frozen=True)
class Finding:
    """One smell at one place."""

    rule: str
    span: Span
    message: str
    severity: Severity
    confidence: Confidence
    related: tuple[Related, ...] = ()
    assumptions: tuple[str, ...] = ()
    fix: Fix | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class Card:
    """Everything that TensorTidy says about a smell; hover, docs page and table are made from it.

    ``summary`` is one sentence for a table row; ``explanation`` is the page's text: what happens,
    why, and when it does not matter (Markdown). ``bad`` and ``good`` are runnable examples that the
    tests execute: bad is found, good is silent, and the fix of bad is good. ``fix_note`` says why the
    fix is unsafe or absent. ``evidence`` is what was measured, on which version. ``language`` is that of the examples.
    """

    name: str
    title: str
    frameworks: tuple[Framework, ...]
    category: str
    subcategory: str
    summary: str
    explanation: str
    consequences: tuple[str, ...]
    practices: tuple[str, ...]
    bad: str
    good: str
    fix_safety: FixSafety
    severity: Severity
    confidence: Confidence
    fix_note: str = ""
    evidence: str = ""
    see_also: tuple[str, ...] = ()
    language: str = "python"


class Rule(ABC):
    """A stateless smell detector: one card, the kinds of node it looks at, and a check.

    One instance serves every file at once: nothing may be assigned to ``self``.
    """

    card: ClassVar[Card]
    visits: ClassVar[tuple[type[ast.AST], ...]]

    @abstractmethod
    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Yield the findings at ``node``, which is of one of the kinds in ``visits``."""

    def check_environment(self, environment: Environment) -> Iterator[Finding]:
        """Yield the findings in what sets environment variables and is no Python: a profile, a Dockerfile."""
        return iter(())

    def finding(
        self,
        where: ast.AST | Span,
        message: str,
        *,
        related: tuple[Related, ...] = (),
        assumptions: tuple[str, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        tags: tuple[Tag, ...] = (),
    ) -> Finding:
        """A finding of this rule over a node or a span, at the card's severity unless told otherwise."""
        return Finding(
            rule=self.card.name,
            span=where if isinstance(where, Span) else span_of(where),
            message=message,
            severity=severity or self.card.severity,
            confidence=self.card.confidence,
            related=related,
            assumptions=assumptions,
            fix=fix,
            tags=tags,
        )
