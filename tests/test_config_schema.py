"""The schemas that editors complete and check configurations by say what the configuration takes."""

import json
from pathlib import Path
from typing import Any

from tensortidy.config import KEYS, Config, parse
from tensortidy.config_schema import keys_schema, pyproject_schema, settings_schema
from tensortidy.config_values import OFF
from tensortidy.registry import load
from tensortidy.rule import Severity

RULES = load([]).rules
KEYS_SCHEMA = keys_schema(RULES)


def test_every_key_has_a_schema() -> None:
    assert sorted(KEYS_SCHEMA) == sorted(KEYS)
    assert all(schema["description"].endswith(".") for schema in KEYS_SCHEMA.values())


def test_the_defaults_are_those_in_force() -> None:
    defaults = {key: schema["default"] for key, schema in KEYS_SCHEMA.items()}
    assert parse(defaults, RULES) == (Config(), ())


def test_what_is_completed_is_taken() -> None:
    names = KEYS_SCHEMA["select"]["items"]["enum"]
    assert {rule.card.name for rule in RULES} < set(names)
    levels = {name: schema["enum"] for name, schema in KEYS_SCHEMA["severity"]["properties"].items()}
    for level in (*(severity.value for severity in Severity), OFF):
        settings: dict[str, Any] = {"select": names, "severity": dict.fromkeys(levels, level)}
        assert all(level in values for values in levels.values())
        assert parse(settings, RULES)[1] == ()


def test_facts_that_are_completed_are_taken() -> None:
    tables = KEYS_SCHEMA["knowledge"]["properties"]
    facts = {
        table: {word: ["close"] if "methods" in word else ["mylib.name"] for word in tables[table]["properties"]}
        for table in ("returns", "instances", "groups")
    }
    opener = tables["openers"]["additionalProperties"]["properties"]
    facts["openers"] = {"mylib.open": {key: True if of["type"] == "boolean" else "x" for key, of in opener.items()}}  # type: ignore[dict-item]
    assert parse({"knowledge": facts}, RULES)[1] == ()


def test_names_are_completed_with_titles() -> None:
    items = KEYS_SCHEMA["ignore"]["items"]
    titles = dict(zip(items["enum"], items["enumDescriptions"], strict=True))
    assert titles["unclosed-resource"] == "Unclosed Resource Leak"
    assert titles["torch"] == "every rule for PyTorch"


def test_settings_of_an_editor_are_the_keys() -> None:
    settings = settings_schema(RULES)
    assert len(settings) == len(KEYS)
    assert settings["tensortidy.perFileIgnores"]["default"] == {}
    assert "wins" in settings["tensortidy.select"]["markdownDescription"]


def test_a_pyproject_keeps_what_is_known_of_other_tools() -> None:
    schema = pyproject_schema(RULES)
    assert schema["allOf"][0]["$ref"].endswith("pyproject.json")
    assert schema["properties"]["tool"]["properties"]["tensortidy"]["additionalProperties"] is False
    published = json.loads(
        (Path(__file__).parent.parent / "docs" / "pyproject.schema.json").read_text(encoding="utf-8")
    )
    assert published == schema
