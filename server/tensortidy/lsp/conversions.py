"""Functions that can become graph functions, or eager ones: refactorings, and the code lens above their ``def``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lsprotocol import types

from tensortidy.conversions import Conversion
from tensortidy.lsp.documents import Document
from tensortidy.lsp.offers import CONVERT
from tensortidy.lsp.pages import Page
from tensortidy.lsp.session import Session
from tensortidy.rule import Edit
from tensortidy.source import Position, Span

_HEADER = re.compile(r"\s*(?:def\s|@)")
REWRITE = types.CodeActionKind.RefactorRewrite


async def at(session: Session, document: Document, span: Span) -> Sequence[Conversion]:
    """The conversions of the functions whose headers a span of the text touches, the innermost first.

    Nothing is looked at, which takes time, unless the span begins in a line with ``def`` or a decorator.
    """
    if _HEADER.match(document.source.line(span.start.line)) is None:
        return ()
    found = [item for item in await session.conversions(document) if item.header.overlaps(span)]
    return found[::-1]


def action(session: Session, conversion: Conversion, edit: types.WorkspaceEdit) -> types.CodeAction | None:
    """The refactoring of one function; None where it cannot be done, and the client does not show why."""
    if conversion.edits:
        return types.CodeAction(title=titled(conversion), kind=REWRITE, edit=edit)
    if not _shows_disabled(session):
        return None
    why = types.CodeActionDisabled(f"`{conversion.function}` cannot be converted: {conversion.reason}")
    return types.CodeAction(title=conversion.title, kind=REWRITE, disabled=why)


def titled(conversion: Conversion) -> str:
    """The title of a conversion that can be done, with what it takes for granted."""
    told = "; ".join(conversion.assumptions)
    return f"{conversion.title} (taken for granted: {told})" if told else conversion.title


async def lenses(session: Session, document: Document, uri: str) -> list[types.CodeLens]:
    """A lens above each candidate of a page, where the configuration wants them."""
    if not session.project.config_for(document.path).graph_lens:
        return []
    found: list[types.CodeLens] = []
    for item in await session.conversions(document):
        page, span = document.view.located(Span(item.header.start, item.header.start))
        if item.is_candidate and page == document.view.page(uri):
            found.append(_lens(session, page, span, item))
    return found


def _lens(session: Session, page: Page, span: Span, item: Conversion) -> types.CodeLens:
    where = session.converter.range(page.source, span)
    if item.edits:
        command = types.Command(titled(item), CONVERT, arguments=[page.uri, where.start.line])
    else:
        stays = "Stays a graph function" if item.title.endswith("eager function") else "Stays eager"
        command = types.Command(f"{stays}: {item.reason}", "")
    return types.CodeLens(where, command=command)


async def edits_at(session: Session, document: Document, page: Page, line: int) -> tuple[Edit, ...]:
    """The edits that convert the function whose header is on a line (from 0) of a page; none where it stays."""
    here = Position(line + 1, 0)
    for item in await at(session, document, document.view.in_text(page, Span(here, here))):
        return item.edits
    return ()


def _shows_disabled(session: Session) -> bool:
    documents = session.client.text_document
    return bool(documents and documents.code_action and documents.code_action.disabled_support)
