"""Functions that test runners call: tests of pytest and unittest."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.semantics.hybridization.sources import FileSource, FunctionSource

_PREPARING = ("setUpClass", "setup_class", "setUp", "setup_method", "setup")


def tests_in(file: FileSource) -> Iterator[FunctionSource]:
    """The tests in a file, as pytest finds them by default, those that prepare others first."""
    stem = file.path.stem
    if not (stem.startswith("test_") or stem.endswith("_test")):
        return
    methods = {(item.owner, item.simple_name): item for item in file.definitions if item.owner is not None}
    is_prepared: set[object] = set()
    for source in file.definitions:
        if not source.simple_name.startswith("test") or source.outer is not None:
            continue
        owner = source.owner
        if owner is not None and owner not in is_prepared:
            if not _is_test_class(owner.node) or (owner, "__init__") in methods:
                continue
            is_prepared.add(owner)
            yield from (methods[owner, name] for name in _PREPARING if (owner, name) in methods)
        yield source


def _is_test_class(node: ast.ClassDef) -> bool:
    return (
        node.name.startswith("Test")
        or node.name.endswith("Test")
        or any(ast.unparse(base).endswith("TestCase") for base in node.bases)
    )
