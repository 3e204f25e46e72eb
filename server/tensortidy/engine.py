"""Text in, Analysis out: runs rules over one document's semantic model, and contains their crashes.

The engine knows no files, no protocol and no configuration.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tensortidy.knowledge import Knowledge, built_in
from tensortidy.rule import Finding, Rule
from tensortidy.semantics import Model
from tensortidy.semantics.summaries import OtherFiles
from tensortidy.source import Source, Suppression
from tensortidy.suppression import UNUSED_IGNORE, unused_ignores
from tensortidy.syntax import SyntaxMemory, parse


@dataclass(frozen=True)
class Crash:
    """A rule that raised: its findings for this document are missing, everyone else's are not.

    ``line`` counts from 1 and is that of the node being checked.
    """

    rule: str
    line: int
    message: str
    traceback: str


@dataclass(frozen=True)
class Analysis:
    """What TensorTidy says of one text. Plain immutable data: no tree nodes, no protocol types.

    ``findings`` are in order of place, without those that a comment suppresses.
    """

    findings: tuple[Finding, ...] = ()
    crashes: tuple[Crash, ...] = ()
    suppressions: tuple[Suppression, ...] = ()


def analyze(
    source: Source,
    rules: Sequence[Rule],
    *,
    known_rules: Collection[str] = (),
    free_calls: Collection[str] = (),
    knowledge: Knowledge | None = None,
    others: OtherFiles | None = None,
    memory: SyntaxMemory | None = None,
) -> Analysis:
    """Run ``rules`` over a text.

    ``known_rules`` names every rule that exists, so that a comment which ignores a rule that is
    merely switched off is told from one which ignores nothing. ``free_calls`` are the user's own
    functions and methods (dotted names, or bare method names) that release what they are given.
    ``knowledge`` is what is known of libraries (by default what TensorTidy knows by itself), ``others`` what is
    known of the other files of the project (by default nothing).
    ``memory`` makes the next analysis of nearly the same text cheaper.
    """
    knowledge = knowledge or built_in()
    relevant = knowledge.names_a_framework(source.text)
    if not relevant and "tensortidy:" not in source.text.lower():
        return Analysis()
    syntax = parse(source, memory)
    findings: list[Finding] = []
    crashes: list[Crash] = []
    if relevant:
        model = Model(syntax.module, source, knowledge=knowledge, others=others, free_calls=free_calls)
        running = [rule for rule in rules if model.frameworks.intersection(_frameworks(rule))]
        _run(running, syntax.module, model, findings, crashes)
    kept, used = _apply_suppressions(findings, syntax.suppressions)
    if any(rule.card.name == UNUSED_IGNORE for rule in rules):
        running_names = {rule.card.name for rule in rules} - {crash.rule for crash in crashes}
        ignores = unused_ignores(source, syntax.suppressions, used, running_names, known_rules)
        about_ignores = [item for item in syntax.suppressions if any(name == UNUSED_IGNORE for name, _ in item.names)]
        kept.extend(_apply_suppressions(ignores, about_ignores)[0])
    kept.sort(key=lambda finding: (finding.span, finding.rule))
    return Analysis(tuple(kept), tuple(crashes), syntax.suppressions)


def _run(
    rules: Sequence[Rule],
    module: ast.Module,
    model: Model,
    findings: list[Finding],
    crashes: list[Crash],
) -> None:
    """Check every node with the rules that visit its kind; a rule that raises is not asked again."""
    visiting: dict[type[ast.AST], list[Rule]] = {}
    for rule in rules:
        for kind in rule.visits:
            visiting.setdefault(kind, []).append(rule)
    crashed: set[str] = set()
    for node in model.structure.walk(module):
        for rule in visiting.get(type(node), ()):
            if rule.card.name in crashed:
                continue
            try:
                findings.extend(rule.check(node, model))
            except Exception as error:  # a rule may be a third party's: whatever it raises stays its own
                crashed.add(rule.card.name)
                line = getattr(node, "lineno", 1)
                message = f"{type(error).__name__}: {error}"
                crashes.append(Crash(rule.card.name, line, message, traceback.format_exc()))
    findings[:] = [finding for finding in dict.fromkeys(findings) if finding.rule not in crashed]


def _frameworks(rule: Rule) -> frozenset[str]:
    return frozenset(framework.value for framework in rule.card.frameworks)


def _apply_suppressions(
    findings: Iterable[Finding], suppressions: Sequence[Suppression]
) -> tuple[list[Finding], set[tuple[Suppression, str]]]:
    """Split off what comments suppress; also say which rule each comment suppressed."""
    kept: list[Finding] = []
    used: set[tuple[Suppression, str]] = set()
    for finding in findings:
        covering = [item for item in suppressions if item.covers(finding.rule, finding.span.start.line)]
        used.update((item, finding.rule) for item in covering)
        if not covering:
            kept.append(finding)
    return kept, used
