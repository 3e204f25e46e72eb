"""``tensortidy rule``, ``lsp`` and the command itself."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from cli.samples import Run
from tensortidy import __version__
from tensortidy.registry import load

CARD_KEYS = [
    "name", "frameworks", "category", "subcategory", "summary", "consequences", "practices", "bad", "good",
    "fix_safety", "severity", "confidence",
]  # fmt: skip


def test_a_rule_is_explained(run: Run) -> None:
    result = run("rule", "unclosed-resource")
    card = next(rule.card for rule in load([]).rules if rule.card.name == "unclosed-resource")
    assert result.exit_code == 0
    assert card.title in result.stdout
    assert card.bad.splitlines()[0] in result.stdout


def test_a_misspelt_rule_is_rejected(run: Run) -> None:
    result = run("rule", "unclosed-resorce")
    assert result.exit_code == 2
    assert "there is no rule `unclosed-resorce`; did you mean `unclosed-resource`?" in result.stderr


def test_without_a_name_all_rules_are_listed(run: Run) -> None:
    lines = run("rule").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(load().names)


def test_all_cards_as_json(run: Run) -> None:
    cards = json.loads(run("rule", "--all", "--output-format", "json").stdout)
    assert [card["name"] for card in cards] == list(load().names)
    assert all(list(card) == CARD_KEYS for card in cards)
    frameworks = {framework for card in cards for framework in card["frameworks"]}
    assert frameworks == {"torch", "tensorflow", "keras"}


def test_one_card_as_json(run: Run) -> None:
    card = json.loads(run("rule", "unclosed-resource", "--output-format", "json").stdout)
    assert card["name"] == "unclosed-resource"


def test_a_name_and_all_are_too_much(run: Run) -> None:
    assert run("rule", "unclosed-resource", "--all").exit_code == 2


def test_the_bare_command_shows_what_there_is(run: Run) -> None:
    result = run()
    assert result.exit_code == 0
    for command in ("check", "fix", "rule", "lsp"):
        assert f"\n  {command} " in result.stdout


def test_the_command_can_be_run_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "tensortidy", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"tensortidy, version {__version__}\n"


@pytest.mark.parametrize("heavy", ["rich", "pygls", "lsprotocol"])
def test_what_is_slow_to_import_is_not_imported_before_it_is_needed(heavy: str) -> None:
    code = f"import sys, tensortidy.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        ([], None),
        (["--stdio"], None),
        (["--tcp", "9000"], ("127.0.0.1", 9000)),
        (["--tcp", "0.0.0.0:9000"], ("0.0.0.0", 9000)),
    ],
)
def test_the_server_is_started_where_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], address: object
) -> None:
    started: list[object] = []
    monkeypatch.setattr("tensortidy.lsp.server.main", started.append)
    assert run("lsp", *arguments).exit_code == 0
    assert started == [address]


@pytest.mark.parametrize("arguments", [["--tcp", "nowhere"], ["--tcp", "host:99999"], ["--stdio", "--tcp", "9000"]])
def test_an_address_that_is_none_is_rejected(run: Run, arguments: list[str]) -> None:
    assert run("lsp", *arguments).exit_code == 2
