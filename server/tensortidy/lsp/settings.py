"""What an editor sends as settings, brought into the words of the configuration file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tensortidy.config import KEYS
from tensortidy.lsp.offers import SECTION

# Settings that are the editor's own business.
_CLIENT_KEYS = frozenset({
    "import-strategy", "path", "interpreter", "trace", "trace-server", "enable", "log-level", "show-notifications",
})  # fmt: skip


def from_client(sent: object) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The settings among what a client sent, and the keys that nobody knows.

    Accepts the settings themselves or wrapped in ``settings`` or ``tensortidy``, with keys in camelCase or in
    kebab-case: ``perFileIgnores`` is ``per-file-ignores``.
    """
    for wrapper in ("settings", SECTION):
        if isinstance(sent, Mapping) and isinstance(sent.get(wrapper), Mapping):
            sent = sent[wrapper]
    if not isinstance(sent, Mapping):
        return {}, ()
    known: dict[str, Any] = {}
    unknown: list[str] = []
    for name, value in sent.items():
        key = re.sub(r"(?<=[a-z])([A-Z])", lambda found: f"-{found.group(1).lower()}", str(name)).replace(".", "-")
        if key in KEYS:
            if value is not None:
                known[key] = value
        elif key not in _CLIENT_KEYS:
            unknown.append(str(name))
    return known, tuple(unknown)
