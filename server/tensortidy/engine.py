"""Text in, Analysis out: runs rules over one document's semantic model, and contains their crashes.

The engine knows no files, no protocol and no configuration.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from tensortidy.borders import within_cells
from tensortidy.budget import OverBudget, allow_depth, check_size, reason
from tensortidy.change import Change
from tensortidy.environment import Environment, Kind, read
from tensortidy.knowledge import Knowledge, built_in
from tensortidy.rule import Finding, Rule
from tensortidy.semantics import Model
from tensortidy.semantics.parts import take_apart
from tensortidy.semantics.summaries import OtherFiles, go_on
from tensortidy.shell_cells import ShellPart, shell_parts, with_shell
from tensortidy.source import Source, Suppression, first_line, mentions_directive
from tensortidy.suppression import UNUSED_IGNORE, unused_ignores
from tensortidy.syntax import Syntax, SyntaxMemory, parse


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

    ``findings`` are in order of place, without those that a comment suppresses. ``left_out`` says, after the text's
    name, why nothing is said where the text is over its budget; it is empty otherwise. ``is_rough`` says that what is
    broken was looked at block by block, to save time.
    """

    findings: tuple[Finding, ...] = ()
    crashes: tuple[Crash, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    left_out: str = ""
    is_rough: bool = False


@dataclass(frozen=True)
class Earlier:
    """What was said of an earlier text."""

    source: Source
    analysis: Analysis


@dataclass
class Memory:
    """What makes the next analysis of nearly the same text cheaper: its syntax, and what is known of it."""

    syntax: SyntaxMemory = field(default_factory=SyntaxMemory)
    model: Model | None = None
    """The model of its tree."""
    begun: Model | None = None
    """A model whose making was interrupted."""

    def take(self, model: Model | None) -> None:
        """Keep a model, and be done with any other that there is."""
        for old in (self.model, self.begun):
            if old is not None and old is not model:
                take_apart(old)
        self.model, self.begun = model, None


def analyze(
    source: Source,
    rules: Sequence[Rule],
    *,
    known_rules: Collection[str] = (),
    free_calls: Collection[str] = (),
    knowledge: Knowledge | None = None,
    others: OtherFiles | None = None,
    memory: Memory | None = None,
    since: Earlier | None = None,
    give_way: Callable[[], None] = go_on,
    parse_whole: Callable[[Source], Syntax] = parse,
) -> Analysis:
    """Run ``rules`` over a text.

    ``known_rules`` names every rule that exists, so that a comment which ignores a rule that is
    merely switched off is told from one which ignores nothing. ``free_calls`` are the user's own
    functions and methods (dotted names, or bare method names) that release what they are given.
    ``knowledge`` is what is known of libraries (by default what TensorTidy knows by itself), ``others`` what is
    known of the other files of the project (by default nothing).
    ``memory`` makes the next analysis of nearly the same text cheaper; without one ``parse_whole`` parses the text.

    Given the answer on an earlier text in ``since``, only what was touched since then is checked, and all other
    findings stay, moved with the text around them: what the change means for other functions is left open.
    ``give_way`` is called between checks, and may raise.
    """
    knowledge = knowledge or built_in()
    relevant = knowledge.names_a_framework(source.text)
    parts = shell_parts(source)
    if not relevant and not parts and not mentions_directive(source.text):
        return Analysis()
    try:
        check_size(source.text, source.line_count - 1)
    except OverBudget as error:
        return Analysis(left_out=reason(error))
    allow_depth()
    edits = memory is not None
    memory = memory or Memory()
    is_next = since is not None and memory.syntax.source is since.source  # nothing was parsed in between
    syntax = parse(source, memory.syntax, roughly=True) if edits else parse_whole(source)
    make = partial(
        Model, knowledge=knowledge, others=others, free_calls=free_calls, give_way=give_way, is_edited=edits,
        is_hurried=since is not None,
    )  # fmt: skip
    try:
        if memory.model is not None:
            memory.model.advance(syntax.module.body, syntax.parsed, source, give_way)
        if since is None:
            syntax.arrive()
            exact = parse(source, memory.syntax) if syntax.is_rough else syntax
            memory.take(memory.model)
            memory.begun = model = make(exact.module, source)
            findings, crashes = _run(rules if relevant else (), [exact.module], model, give_way)
            memory.take(memory.model if syntax.is_rough else model if edits else None)
            in_shell, failed = _run_in_shell(rules, parts)
            told = with_shell(exact.suppressions, parts)
            return _whole(source, rules, known_rules, told, [*findings, *in_shell], [*crashes, *failed])
        change = Change.between(since.source, source)
        new = syntax.parsed if is_next else None
        if new is None:
            syntax.arrive()
        regions = change.regions(syntax.module, new) if change is not None and relevant else []
        findings, crashes = [], []
        if regions:
            syntax.arrive()
            kept = memory.model  # what was begun is let go of later: it takes time
            memory.model = model = kept or make(syntax.module, source)
            findings, crashes = _run(rules, regions, model, give_way)
            if crashes and kept is not None:  # what is known of an earlier text may have led there
                memory.take(model := make(syntax.module, source))
                findings, crashes = _run(rules, regions, model, give_way)
    except (OverBudget, RecursionError) as error:
        memory.take(None)
        return Analysis(left_out=reason(error))
    suppressions = with_shell(syntax.suppressions, parts)
    in_shell = _run_in_shell(rules, parts)[0]
    still = [item for item in _moved(since, change, regions) if not _is_in_shell(item, parts)]
    found = [*_apply_suppressions([*within_cells(findings, source), *in_shell], suppressions)[0], *still]
    found.sort(key=lambda finding: (finding.span, finding.rule))
    return Analysis(tuple(found), (*since.analysis.crashes, *crashes), suppressions, is_rough=syntax.is_rough)


def analyze_environment(
    source: Source, kind: Kind, rules: Sequence[Rule], *, known_rules: Collection[str] = ()
) -> Analysis:
    """Run ``rules`` over a document that sets environment variables and is no Python; ``known_rules`` as above."""
    try:
        check_size(source.text)
    except OverBudget as error:
        return Analysis(left_out=reason(error))
    environment = read(source, kind)
    findings, crashes = _run_in_environment(rules, environment)
    return _whole(source, rules, known_rules, environment.suppressions, findings, crashes)


def _whole(
    source: Source,
    rules: Sequence[Rule],
    known_rules: Collection[str],
    suppressions: tuple[Suppression, ...],
    findings: Sequence[Finding],
    crashes: Sequence[Crash],
) -> Analysis:
    """The analysis of a text by what all rules found in it: comments suppress, and some of them nothing."""
    kept, used = _apply_suppressions(within_cells(findings, source), suppressions)
    if any(rule.card.name == UNUSED_IGNORE for rule in rules):
        running_names = {rule.card.name for rule in rules} - {crash.rule for crash in crashes}
        ignores = unused_ignores(source, suppressions, used, running_names, known_rules)
        about_ignores = [item for item in suppressions if any(name == UNUSED_IGNORE for name, _ in item.names)]
        kept.extend(_apply_suppressions(ignores, about_ignores)[0])
    kept.sort(key=lambda finding: (finding.span, finding.rule))
    return Analysis(tuple(kept), tuple(crashes), suppressions)


def _moved(since: Earlier, change: Change | None, regions: Sequence[ast.stmt]) -> list[Finding]:
    """The findings of an earlier text, moved, but for those in the regions that have been checked again."""
    if change is None:
        return list(since.analysis.findings)
    found = [moved for item in since.analysis.findings if (moved := change.moved(item)) is not None]
    checked = [range(first_line(region), (region.end_lineno or 0) + 1) for region in regions]
    return [item for item in found if not any(item.span.start.line in lines for lines in checked)]


def _run(
    rules: Sequence[Rule], regions: Sequence[ast.AST], model: Model, give_way: Callable[[], None]
) -> tuple[list[Finding], list[Crash]]:
    """Check every node of some regions with the rules that visit its kind; a rule that raises is not asked again."""
    visiting = _visiting(tuple(rules), model.frameworks)
    findings: list[Finding] = []
    crashes: dict[str, Crash] = {}
    for node in (node for region in regions for node in model.structure.walk(region)):
        for rule in visiting.get(type(node), ()):
            give_way()
            if rule.card.name in crashes:
                continue
            try:
                findings.extend(rule.check(node, model))
            except (OverBudget, RecursionError):
                raise
            except Exception as error:  # a rule may be a third party's: whatever it raises stays its own
                line = getattr(node, "lineno", 1)
                message = f"{type(error).__name__}: {error}"
                crashes[rule.card.name] = Crash(rule.card.name, line, message, traceback.format_exc())
    return [item for item in dict.fromkeys(findings) if item.rule not in crashes], list(crashes.values())


def _run_in_environment(rules: Sequence[Rule], environment: Environment) -> tuple[list[Finding], list[Crash]]:
    """Check a document that sets environment variables with all rules; one that raises costs its own findings."""
    findings: list[Finding] = []
    crashes: list[Crash] = []
    for rule in rules:
        try:
            findings.extend(list(rule.check_environment(environment)))
        except Exception as error:  # as in Python
            message = f"{type(error).__name__}: {error}"
            crashes.append(Crash(rule.card.name, 1, message, traceback.format_exc()))
    return findings, crashes


def _run_in_shell(rules: Sequence[Rule], parts: Sequence[ShellPart]) -> tuple[list[Finding], list[Crash]]:
    """Check what the cells of a notebook set that a shell runs; places are those of the notebook's text."""
    findings: list[Finding] = []
    crashes: list[Crash] = []
    for part in parts:
        found, failed = _run_in_environment(rules, part.environment)
        findings += map(part.placed, found)
        crashes += [replace(crash, line=crash.line + part.cell.before) for crash in failed]
    return findings, crashes


def _is_in_shell(finding: Finding, parts: Sequence[ShellPart]) -> bool:
    return any(part.cell.covers(finding.span.start.line) for part in parts)


@lru_cache(maxsize=8)
def _visiting(rules: tuple[Rule, ...], frameworks: frozenset[str]) -> Mapping[type[ast.AST], Sequence[Rule]]:
    """The rules that visit nodes of each kind in a file that imports some frameworks: asked at every edit."""
    found: dict[type[ast.AST], list[Rule]] = {}
    for rule in rules:
        if not frameworks.isdisjoint(framework.value for framework in rule.card.frameworks):
            for kind in rule.visits:
                found.setdefault(kind, []).append(rule)
    return found


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
