"""Notebooks for tests, written the short way."""

from __future__ import annotations

import json
from typing import Any


def notebook(*cells: str | tuple[str, str], **metadata: Any) -> str:
    """The JSON of a notebook of some code cells; a cell of another kind is a pair of its kind and its text."""
    pairs = [("code", cell) if isinstance(cell, str) else cell for cell in cells]
    written: list[dict[str, Any]] = [
        {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        | ({"execution_count": None, "outputs": []} if kind == "code" else {})
        for number, (kind, text) in enumerate(pairs, start=1)
    ]
    return json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)
