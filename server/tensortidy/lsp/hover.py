"""Hover: the card of the finding, or of the rule's name, under the cursor."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lsprotocol import types

from tensortidy.engine import Analysis
from tensortidy.lsp.documents import Document
from tensortidy.lsp.session import Session
from tensortidy.render import hover, plain
from tensortidy.rule import Finding
from tensortidy.source import Position, Span

_RULE_NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")


async def hover_at(session: Session, document: Document, uri: str, position: types.Position) -> types.Hover | None:
    """The hover at a position of one page of a document; None where there is nothing to say."""
    view = document.view
    page = view.page(uri)
    if page is None:
        return None
    here = session.converter.place(page.source, position)
    place = view.in_text(page, Span(here, here)).start
    if document.is_config:
        return _name_in_config(session, document, place)
    analysis = await session.analysis(document)
    if analysis is None:
        return None
    found = findings_at(analysis, Span(place, place))
    if found:
        texts = []
        for finding in found:
            rule = session.project.registry.rule(finding.rule)
            texts.append(hover(rule.card, finding) if rule is not None else finding.message)
        return _hover(session, document, "\n\n---\n\n".join(texts), found[0].span)
    return _name_in_comment(session, document, analysis, place)


def findings_at(analysis: Analysis, span: Span) -> Sequence[Finding]:
    """The findings that a span touches, the narrowest first."""
    found = [finding for finding in analysis.findings if finding.span.overlaps(span)]
    return sorted(found, key=lambda finding: _extent(finding.span))


def _extent(span: Span) -> tuple[int, int]:
    return span.end.line - span.start.line, span.end.column - span.start.column


def _name_in_comment(session: Session, document: Document, analysis: Analysis, place: Position) -> types.Hover | None:
    for item in analysis.suppressions:
        for name, span in item.names:
            if span.start <= place <= span.end:
                return _card(session, document, name, span)
    return None


def _name_in_config(session: Session, document: Document, place: Position) -> types.Hover | None:
    for found in _RULE_NAME.finditer(document.source.line(place.line)):
        if found.start() <= place.column <= found.end():
            span = Span(Position(place.line, found.start()), Position(place.line, found.end()))
            return _card(session, document, found.group(), span)
    return None


def _card(session: Session, document: Document, name: str, span: Span) -> types.Hover | None:
    rule = session.project.registry.rule(name)
    return _hover(session, document, hover(rule.card), span) if rule is not None else None


def _hover(session: Session, document: Document, text: str, span: Span) -> types.Hover:
    documents = session.client.text_document
    formats = documents.hover.content_format if documents is not None and documents.hover is not None else None
    markdown = not formats or types.MarkupKind.Markdown in formats
    shown = (types.MarkupKind.Markdown, text) if markdown else (types.MarkupKind.PlainText, plain(text))
    page, span = document.view.located(span)
    return types.Hover(types.MarkupContent(*shown), session.converter.range(page.source, span))
