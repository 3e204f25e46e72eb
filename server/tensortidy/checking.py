"""Rules are run over a tree, a model of it, or an environment; one that crashes costs its own findings, no other's."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tensortidy.budget import OverBudget
from tensortidy.environment import Environment
from tensortidy.rule import Finding, Rule
from tensortidy.semantics import Model
from tensortidy.shell_cells import ShellPart


@dataclass(frozen=True)
class Crash:
    """A rule that raised: its findings for this document are missing, everyone else's are not.

    ``line`` counts from 1 and is that of the node being checked.
    """

    rule: str
    line: int
    message: str
    traceback: str


def check(
    rules: Sequence[Rule], nodes: Iterable[ast.AST], model: Model, give_way: Callable[[], None]
) -> tuple[list[Finding], list[Crash]]:
    """Check nodes with the rules that visit their kinds; a rule that raises is not asked again."""
    visiting = _visiting(tuple(rules), model.frameworks)
    findings: list[Finding] = []
    crashes: dict[str, Crash] = {}
    for node in nodes:
        give_way()
        for rule in visiting.get(type(node), ()):
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


def check_environment(rules: Sequence[Rule], environment: Environment) -> tuple[list[Finding], list[Crash]]:
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


def check_shell(rules: Sequence[Rule], parts: Sequence[ShellPart]) -> tuple[list[Finding], list[Crash]]:
    """Check what the cells of a notebook set that a shell runs; places are those of the notebook's text."""
    findings: list[Finding] = []
    crashes: list[Crash] = []
    for part in parts:
        found, failed = check_environment(rules, part.environment)
        findings += map(part.placed, found)
        crashes += [replace(crash, line=crash.line + part.cell.before) for crash in failed]
    return findings, crashes


@lru_cache(maxsize=8)
def _visiting(rules: tuple[Rule, ...], frameworks: frozenset[str]) -> Mapping[type[ast.AST], Sequence[Rule]]:
    """The rules that visit nodes of each kind in a file that imports some frameworks: asked at every edit."""
    found: dict[type[ast.AST], list[Rule]] = {}
    for rule in rules:
        if not frameworks.isdisjoint(framework.value for framework in rule.card.frameworks):
            for kind in rule.visits:
                found.setdefault(kind, []).append(rule)
    return found
