"""Text in, Analysis out: what rules find in one document, whole or where it was edited.

The engine knows no files, no protocol and no configuration.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tensortidy.borders import within_cells
from tensortidy.budget import OverBudget, allow_depth, check_size, reason
from tensortidy.change import Change, Region
from tensortidy.checking import Crash, check, check_environment, check_shell
from tensortidy.environment import Kind, read
from tensortidy.knowledge import Knowledge, built_in
from tensortidy.rule import Finding, Rule
from tensortidy.semantics import Model
from tensortidy.semantics.parts import take_apart
from tensortidy.semantics.summaries import OtherFiles, go_on
from tensortidy.shell_cells import ShellPart, shell_parts, with_shell
from tensortidy.source import Source, Suppression, mentions_directive
from tensortidy.suppression import UNUSED_IGNORE, unused_ignores
from tensortidy.syntax import Syntax, SyntaxMemory, parse


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
    make = partial(
        Model, knowledge=knowledge, others=others, free_calls=free_calls, give_way=give_way, is_edited=edits,
        is_hurried=since is not None,
    )  # fmt: skip
    task = _Task(source, rules, known_rules, rules if relevant else (), parts, memory, make, give_way)
    syntax = parse(source, memory.syntax, roughly=True) if edits else parse_whole(source)
    try:
        if memory.model is not None:
            memory.model.advance(syntax.module.body, syntax.parsed, source, give_way)
        if since is None:
            return task.settled(syntax, keeps_model=edits)
        return task.first(syntax, since, is_next=is_next)
    except (OverBudget, RecursionError) as error:
        memory.take(None)
        return Analysis(left_out=reason(error))


@dataclass(frozen=True)
class _Task:
    """A text that is to be analysed: what there is to answer with.

    ``checking`` are those of the ``rules`` that look at its Python, ``parts`` what a shell runs.
    """

    source: Source
    rules: Sequence[Rule]
    known_rules: Collection[str]
    checking: Sequence[Rule]
    parts: Sequence[ShellPart]
    memory: Memory
    make: Callable[[ast.Module, Source], Model]
    give_way: Callable[[], None]

    def settled(self, syntax: Syntax, *, keeps_model: bool) -> Analysis:
        """Check everything, with a model from nothing. Raises OverBudget, RecursionError and what ``give_way`` does."""
        memory = self.memory
        syntax.arrive()
        exact = parse(self.source, memory.syntax) if syntax.is_rough else syntax
        memory.take(memory.model)
        memory.begun = model = self.make(exact.module, self.source)
        findings, crashes = check(self.checking, model.structure.walk(exact.module), model, self.give_way)
        memory.take(memory.model if syntax.is_rough else model if keeps_model else None)
        in_shell, failed = check_shell(self.rules, self.parts)
        told = with_shell(exact.suppressions, self.parts)
        return _whole(self.source, self.rules, self.known_rules, told, [*findings, *in_shell], [*crashes, *failed])

    def first(self, syntax: Syntax, since: Earlier, *, is_next: bool) -> Analysis:
        """Check what was touched since an earlier answer, and move all else.

        ``is_next`` says whether ``syntax`` tells what is new since then, and not since a text in between. Raises
        OverBudget and RecursionError.
        """
        source = self.source
        new, ends = (syntax.parsed, syntax.ends) if is_next else (None, None)
        if not is_next:
            syntax.arrive()
        change = Change.between(since.source, source, ends)
        regions = change.regions(syntax.module, new) if change is not None and self.checking else []
        findings, crashes = self._checked(syntax, regions) if regions else ([], [])
        in_shell = check_shell(self.rules, self.parts)[0]
        suppressions = with_shell(syntax.suppressions, self.parts)
        again = {(item.rule, item.span.start) for item in findings}
        still = [
            item
            for item in _moved(since, change, regions)
            if (item.rule, item.span.start) not in again and not _is_in_shell(item, self.parts)
        ]
        found = [*_apply_suppressions([*within_cells(findings, source), *in_shell], suppressions)[0], *still]
        found.sort(key=lambda finding: (finding.span, finding.rule))
        return Analysis(tuple(found), (*since.analysis.crashes, *crashes), suppressions, is_rough=syntax.is_rough)

    def _checked(self, syntax: Syntax, regions: Sequence[Region]) -> tuple[list[Finding], list[Crash]]:
        """Check some regions, with what is known of the earlier text where that is of use."""
        memory = self.memory
        syntax.arrive()
        kept = memory.model  # what was begun is let go of later: it takes time
        memory.model = model = kept or self.make(syntax.module, self.source)
        findings, crashes = self._check(regions, model)
        if crashes and kept is not None:  # what is known of an earlier text may have led there
            memory.take(model := self.make(syntax.module, self.source))
            findings, crashes = self._check(regions, model)
        return findings, crashes

    def _check(self, regions: Sequence[Region], model: Model) -> tuple[list[Finding], list[Crash]]:
        nodes = (node for region in regions for node in region.nodes(model.structure))
        return check(self.checking, nodes, model, self.give_way)


def analyze_environment(
    source: Source, kind: Kind, rules: Sequence[Rule], *, known_rules: Collection[str] = ()
) -> Analysis:
    """Run ``rules`` over a document that sets environment variables and is no Python; ``known_rules`` as above."""
    try:
        check_size(source.text)
    except OverBudget as error:
        return Analysis(left_out=reason(error))
    environment = read(source, kind)
    findings, crashes = check_environment(rules, environment)
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


def _moved(since: Earlier, change: Change | None, regions: Sequence[Region]) -> list[Finding]:
    """The findings of an earlier text, moved, but for those in the regions that have been checked again."""
    if change is None:
        return list(since.analysis.findings)
    found = [moved for item in since.analysis.findings if (moved := change.moved(item)) is not None]
    checked = [region.lines for region in regions]
    return [item for item in found if not any(item.span.start.line in lines for lines in checked)]


def _is_in_shell(finding: Finding, parts: Sequence[ShellPart]) -> bool:
    return any(part.cell.covers(finding.span.start.line) for part in parts)


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
