"""Commands: what a client may ask for beside what the protocol has requests for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from tensortidy.beliefs import as_markdown, in_line
from tensortidy.lsp.actions import all_fixed, workspace_edit
from tensortidy.lsp.connection import Server
from tensortidy.lsp.conversions import edits_at
from tensortidy.lsp.documents import Document
from tensortidy.lsp.offers import CONVERT
from tensortidy.lsp.pages import CellPages
from tensortidy.render import page as page_of
from tensortidy.semantics.explanation import explain as explanation_of
from tensortidy.source import Position, Span


async def rules(ls: Server) -> list[dict[str, str]]:
    """Every rule: its name, its title, what it finds in one sentence, and whether its fixes are safe."""
    cards = [rule.card for rule in ls.session.project.registry.rules]
    return [
        {"name": card.name, "title": card.title, "summary": card.summary, "fix": card.fix_safety.value}
        for card in cards
    ]


async def rule_page(ls: Server, name: object) -> str | None:
    """The page of a rule, in Markdown; None where there is no such rule."""
    rule = ls.session.project.registry.rule(str(name))
    return page_of(rule.card) if rule is not None else None


async def explain(ls: Server, uri: object, line: object) -> str | None:
    """What is believed of a line (from 0) of an open Python document, in Markdown; None where it has no such line."""
    document, project = _document(ls, uri), ls.session.project
    source, path, page = document.source, document.path, document.view.page(str(uri))
    if not isinstance(line, int):
        raise JsonRpcInvalidParams("expected the number of a line, from 0")
    if not document.is_python or page is None or not 0 <= line < page.source.line_count:
        return None
    at = Position(line + 1, 0)
    here = document.view.in_text(page, Span(at, at)).start.line

    view, code = document.view, page.source.line(line + 1)
    named = view.named if isinstance(view, CellPages) else in_line

    def tell() -> str:
        model = project.model(path, source)
        findings = ls.session.answer(path, source, may_read=True).analysis.findings
        found = [item for item in findings if item.span.start.line <= here <= item.span.end.line]
        told = replace(explanation_of(model, here), code=code)
        return as_markdown(told, found, project.silence(path, model), named)

    return await ls.session.in_worker(tell)


async def convert(ls: Server, uri: object, line: object) -> bool:
    """Have the client make a graph function, or an eager one, of the function whose header is on a line (from 0).

    Says whether it did.
    """
    document = _document(ls, uri)
    page = document.view.page(str(uri))
    if not isinstance(line, int):
        raise JsonRpcInvalidParams("expected the number of a line, from 0")
    edits = await edits_at(ls.session, document, page, line) if page is not None else ()
    if not edits:
        return False
    edit = workspace_edit(ls.session, document.view.divided(edits))
    params = types.ApplyWorkspaceEditParams(edit, label="Convert a function")
    return (await ls.workspace_apply_edit_async(params)).applied


async def fix_all(ls: Server, uri: object, rule: object = None) -> bool:
    """Have the client fix all that is safe to fix in an open document, or all of one rule; says whether it did."""
    document = _document(ls, uri)
    edit = await all_fixed(ls.session, document, str(rule) if rule is not None else None)
    if not _changes(edit):
        return False
    params = types.ApplyWorkspaceEditParams(edit, label="Fix all that TensorTidy can fix safely")
    return (await ls.workspace_apply_edit_async(params)).applied


def _document(ls: Server, uri: object) -> Document:
    """An open document. Raises JsonRpcInvalidParams where it is not open."""
    document = ls.session.document(str(uri))
    if document is None:
        raise JsonRpcInvalidParams(f"{uri} is not open")
    return document


def _changes(edit: types.WorkspaceEdit) -> bool:
    documents = [item for item in edit.document_changes or () if isinstance(item, types.TextDocumentEdit)]
    return any(item.edits for item in documents) or any((edit.changes or {}).values())


COMMANDS: Mapping[str, Callable[..., Awaitable[Any]]] = {
    CONVERT: convert,
    "tensortidy.explain": explain,
    "tensortidy.fixAll": fix_all,
    "tensortidy.page": rule_page,
    "tensortidy.rules": rules,
}
"""The handler of each command in ``offers``."""
