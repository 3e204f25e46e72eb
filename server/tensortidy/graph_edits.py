"""The edits that make graph functions of eager ones, and the other way round, in a file's own import style."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tensortidy.edits import add_decorator, add_import, indentation
from tensortidy.rule import Edit
from tensortidy.semantics.hybridization import Transformation, Verdict
from tensortidy.source import Position, Source, Span, span_of

_QUALIFIED = frozenset({"tensorflow", "tensorflow.compat.v2", "tensorflow.compat.v1"})
_IMPORT = "from tensorflow import function"


@dataclass(frozen=True)
class ImportStyle:
    """How a file names things of TensorFlow: ``prefix`` goes before a name; ``imports`` are lines that it lacks.

    ``own_names`` are those that it gives to what it imports by itself: ``{"function": "graph"}``.
    """

    prefix: str = ""
    own_names: tuple[tuple[str, str], ...] = ()
    is_star: bool = False
    imports: tuple[str, ...] = ()

    def spelled(self, name: str) -> str:
        """A name of TensorFlow as the file writes it."""
        return dict(self.own_names).get(name, f"{self.prefix}{name}")


def graph_edits(
    source: Source, module: ast.Module, verdicts: Sequence[Verdict]
) -> tuple[list[Edit], tuple[Verdict, ...]]:
    """The edits that make the changes decided for some functions of a file, and the verdicts that they carry out.

    ``verdicts`` are those of this file; what is not to be changed is left alone, and a function that shares its line.
    """
    functions = {node.lineno: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    found: list[Edit] = []
    changed: list[Verdict] = []
    for verdict in verdicts:
        node = functions.get(verdict.line)
        edits = function_edits(source, module, node, verdict) if node is not None and verdict.is_refactorable else []
        if edits:
            found += edits
            changed.append(verdict)
    return list(dict.fromkeys(found)), tuple(changed)


def function_edits(source: Source, module: ast.Module, node: ast.FunctionDef, verdict: Verdict) -> list[Edit]:
    """The edits that make the change decided for one function, with the import that the file lacks for it."""
    if Transformation.TO_EAGER in verdict.transformations:
        return list(remove_graph_decorators(source, node, module))
    if Transformation.RECONFIGURE in verdict.transformations:
        return list(_add_signature(source, node, module, verdict.signature or ""))
    style = import_style(module)
    signature = f"(input_signature={_signature(verdict.signature, style)})" if verdict.signature else ""
    decorated = list(add_decorator(source, node, f"@{style.spelled('function')}{signature}"))
    lines = style.imports if decorated else ()
    return [*(edit for line in lines for edit in add_import(source, module, line)), *decorated]


# ---------------------------------------------------------------- imports


def import_style(module: ast.Module) -> ImportStyle:
    """How a file names things of TensorFlow; ``import tensorflow as tf`` wins over names imported one by one."""
    own: list[tuple[str, str]] = []
    is_star = False
    for node in _top_level(module.body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in _QUALIFIED and (alias.asname or alias.name == "tensorflow"):
                    return ImportStyle(f"{alias.asname or alias.name}.")
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in _QUALIFIED:
            for alias in node.names:
                if alias.name == "*":
                    is_star = True
                else:
                    own.append((alias.name, alias.asname or alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat":
            for alias in node.names:
                if alias.name in ("v1", "v2"):
                    return ImportStyle(f"{alias.asname or alias.name}.")
    if is_star or "function" in dict(own):
        return ImportStyle(own_names=tuple(own), is_star=is_star)
    bound = {node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if "function" not in bound:
        return ImportStyle(own_names=tuple(own), imports=(_IMPORT,))
    if "tf" not in bound:
        return ImportStyle("tf.", imports=("import tensorflow as tf",))
    return ImportStyle("tensorflow.", imports=("import tensorflow",))


def _top_level(block: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of the top level, and of ``try`` and ``if`` there."""
    for statement in block:
        yield statement
        if isinstance(statement, ast.Try):
            yield from _top_level([*statement.body, *(item for handler in statement.handlers for item in handler.body)])
        elif isinstance(statement, ast.If):
            yield from _top_level([*statement.body, *statement.orelse])


# ---------------------------------------------------------------- decorators


def graph_decorators(node: ast.FunctionDef, module: ast.Module) -> list[ast.expr]:
    """The decorators of a function that are ``tf.function``, as the file names it."""
    names = {ImportStyle(prefix).spelled("function") for prefix in _prefixes(module)}
    names |= {alias for name, alias in _imported(module) if name == "function"}
    found: list[ast.expr] = []
    for decorator in node.decorator_list:
        callee = decorator
        while isinstance(callee, ast.Call):
            callee = callee.func
        if ast.unparse(callee) in names:
            found.append(decorator)
    return found


def remove_graph_decorators(source: Source, node: ast.FunctionDef, module: ast.Module) -> Iterator[Edit]:
    """Take ``@tf.function`` away, its arguments and its line with it; a comment on that line stays."""
    for decorator in graph_decorators(node, module):
        span = span_of(decorator)
        before = source.line(span.start.line)[: span.start.column]
        at = before.rfind("@")
        if at < 0 or before[:at].strip():
            continue
        rest = source.line(span.end.line)[span.end.column :].strip()
        if rest and not rest.startswith("#"):
            continue
        kept = f"{indentation(source, span.start.line)}{rest}{source.newline}" if rest else ""
        yield Edit(Span(Position(span.start.line, 0), Position(span.end.line + 1, 0)), kept)


def _prefixes(module: ast.Module) -> set[str]:
    found = (
        {""}
        if any(
            isinstance(node, ast.ImportFrom) and node.module in _QUALIFIED and node.names[0].name == "*"
            for node in ast.walk(module)
        )
        else set()
    )
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in _QUALIFIED:
                    found.add(f"{alias.asname or alias.name}.")
                elif alias.name.startswith("tensorflow.") and alias.asname is None:
                    found.add("tensorflow.")
        elif isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat":
            found.update(f"{alias.asname or alias.name}." for alias in node.names)
    return found


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.name, alias.asname or alias.name) for alias in node.names)


# ---------------------------------------------------------------- signatures


def _signature(signature: str | None, style: ImportStyle) -> str:
    """A signature as ``tf.TensorSpec(…)`` would be written, in the file's own style."""
    return (signature or "").replace("tf.", style.prefix)


def _add_signature(source: Source, node: ast.FunctionDef, module: ast.Module, signature: str) -> Iterator[Edit]:
    """Give ``@tf.function`` an input signature, after the arguments that it has."""
    for decorator in graph_decorators(node, module)[-1:]:
        written = f"input_signature={_signature(signature, import_style(module))}"
        end = span_of(decorator).end
        if not isinstance(decorator, ast.Call):
            yield Edit(Span(end, end), f"({written})")
            continue
        inner = Position(end.line, end.column - 1)
        given = [*decorator.args, *(keyword.value for keyword in decorator.keywords)]
        if not given:
            yield Edit(Span(inner, inner), written)
            continue
        last = max(span_of(item).end for item in given)
        yield Edit(Span(last, last), f", {written}")
