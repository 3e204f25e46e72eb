"""The configuration as JSON schemas, for editors to complete and check: of its keys, and of a ``pyproject.toml``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from tensortidy.config import Config
from tensortidy.config_values import ALL, OFF
from tensortidy.knowledge import OPENER_KEYS, OWN_TABLES, built_in
from tensortidy.render import FRAMEWORKS
from tensortidy.rule import Rule, Severity

Schema = dict[str, Any]

_PUBLISHED = "https://raw.githubusercontent.com/tensortidy/tensortidy/main/docs/pyproject.schema.json"
_EVERY_OTHER_TOOL = "https://json.schemastore.org/pyproject.json"
_TYPES = {str: "string", bool: "boolean"}


_DESCRIPTIONS = {
    "select": "The rules that run: their names, frameworks (`torch`, `tensorflow`, `keras`), or `all`.",
    "ignore": "Rules that do not run although they are selected.",
    "per-file-ignores": "Path patterns as in `.gitignore`, and the rules that are off in the files that match: "
    '`{"tests/**": ["torch"]}`.',
    "severity": "How loudly findings of a rule are shown; `off` switches it off. Its own severity stands on its page.",
    "unfixable": "Rules whose fixes are not applied unasked: neither by `tensortidy fix`, nor when a whole file is "
    "fixed, as on save. Each finding's own quick fix stays.",
    "exclude": "Patterns, as in `.gitignore`, of files to leave out.",
    "free-calls": "Your own functions and methods that release what they are given or called on: a bare name "
    "(`shut_down`) or a full one (`ourlib.files.release`).",
    "knowledge": "What TensorTidy is to know of your own libraries, in the words in which it keeps what it knows of "
    "others.",
    "graph-lens": "Whether editors show above functions of tensors that they could run as graphs (`tf.function`), or "
    "why not, as a code lens.",
    "workspace-diagnostics-limit": "How many findings are reported for a whole workspace, at most.",
}


def keys_schema(rules: Collection[Rule]) -> Mapping[str, Schema]:
    """The schema of each key of ``[tool.tensortidy]``, with its description (Markdown) and its default."""
    named = _selectors(rules)
    texts = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    limit = Config().workspace_diagnostics_limit
    values: dict[str, Schema] = {
        "select": {**named, "default": [ALL]},
        "ignore": {**named, "default": []},
        "per-file-ignores": {"type": "object", "additionalProperties": named, "default": {}},
        "severity": {**_severities(rules), "default": {}},
        "unfixable": {**named, "default": []},
        "exclude": {**texts, "default": []},
        "free-calls": {**texts, "default": []},
        "knowledge": {**_knowledge(), "default": {}},
        "graph-lens": {"type": "boolean", "default": False},
        "workspace-diagnostics-limit": {"type": "integer", "minimum": 1, "default": limit},
    }
    return {key: {"description": _DESCRIPTIONS[key], **value} for key, value in values.items()}


def settings_schema(rules: Collection[Rule]) -> Mapping[str, Schema]:
    """The same keys as settings of VS Code: ``tensortidy.perFileIgnores`` for ``per-file-ignores``."""
    settings: dict[str, Schema] = {}
    for order, (key, schema) in enumerate(keys_schema(rules).items()):
        description = f"{schema['description']} A `pyproject.toml` that says something else wins."
        rest = {name: value for name, value in schema.items() if name != "description"}
        name = re.sub(r"-([a-z])", lambda found: found.group(1).upper(), key)
        settings[f"tensortidy.{name}"] = {"order": order, "markdownDescription": description, **rest}
    return settings


def pyproject_schema(rules: Collection[Rule]) -> Schema:
    """The schema of a ``pyproject.toml``: its table ``tool.tensortidy``, beside what is known of all other tools."""
    table = {
        "type": "object",
        "description": "TensorTidy finds resource leaks in PyTorch, TensorFlow and Keras code.",
        "additionalProperties": False,
        "properties": dict(keys_schema(rules)),
    }
    tools = {"type": "object", "properties": {"tensortidy": table}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": _PUBLISHED,
        "title": "pyproject.toml, with [tool.tensortidy]",
        "allOf": [{"$ref": _EVERY_OTHER_TOOL}],
        "type": "object",
        "properties": {"tool": tools},
    }


def _selectors(rules: Collection[Rule]) -> Schema:
    """A list of what ``select`` may name, each with its title."""
    titles = {ALL: "every rule", **{name: f"every rule for {title}" for name, title in FRAMEWORKS.items()}}
    titles.update({rule.card.name: rule.card.title for rule in rules})
    items = {"type": "string", "enum": list(titles), "enumDescriptions": list(titles.values())}
    return {"type": "array", "items": items, "uniqueItems": True}


def _severities(rules: Collection[Rule]) -> Schema:
    levels = [*(severity.value for severity in Severity), OFF]
    properties = {rule.card.name: {"enum": levels, "description": rule.card.title} for rule in rules}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _knowledge() -> Schema:
    names = {"type": "array", "items": {"type": "string"}}
    facts = {key: {"type": _TYPES[kind]} for key, kind in OPENER_KEYS.items()}
    opener = {"type": "object", "additionalProperties": False, "properties": facts}
    of_table: dict[str, Schema] = {
        "openers": {"type": "object", "additionalProperties": opener},
        "aliases": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    for table in OWN_TABLES:
        if table not in of_table:
            words = dict.fromkeys(sorted(built_in().words(table)), names)
            of_table[table] = {"type": "object", "additionalProperties": False, "properties": words}
    return {"type": "object", "additionalProperties": False, "properties": of_table}
