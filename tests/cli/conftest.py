"""A folder to work in, and a way to run the command line in it as a user does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.samples import Run
from tensortidy.cli import main
from tensortidy.registry import Registry, load
from tensortidy.rule import Card, Confidence, Finding, FixSafety, Framework, Rule, Severity
from tensortidy.semantics import Model


class Crashing(Rule):
    """Raises at every call."""

    card = Card(
        name="crashing",
        title="Crashing",
        frameworks=(Framework.TORCH,),
        category="c",
        subcategory="s",
        summary="s.",
        explanation="e",
        consequences=("c",),
        practices=("p",),
        bad="",
        good="",
        fix_safety=FixSafety.NONE,
        severity=Severity.HINT,
        confidence=Confidence.LOW,
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        raise ValueError("boom")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TENSORTIDY_CACHE_DIR", str(tmp_path / ".cache"))
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs ``tensortidy`` in the folder."""

    def invoke(*arguments: str, **options: Any) -> Result:
        result = CliRunner().invoke(main, arguments, prog_name="tensortidy", **options)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def crashing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third-party rule that crashes is installed."""
    registry = load([])
    rules = tuple(sorted((*registry.rules, Crashing()), key=lambda rule: rule.card.name))
    monkeypatch.setattr("tensortidy.cli.selection.load", lambda: Registry(rules, ("The pack `x` is broken.",)))
