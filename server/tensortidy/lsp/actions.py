"""Code actions: quick fixes, fix-all, and ignore comments."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any

from lsprotocol import types

from tensortidy.engine import Analysis
from tensortidy.environment import Kind, read
from tensortidy.fixer import fix_all
from tensortidy.lsp import conversions
from tensortidy.lsp.convert import fix_title
from tensortidy.lsp.documents import Document
from tensortidy.lsp.hover import findings_at
from tensortidy.lsp.notebooks import NotebookDocument
from tensortidy.lsp.offers import FIX_ALL, IGNORE, NOTEBOOK_FIX_ALL
from tensortidy.lsp.pages import Page
from tensortidy.lsp.session import Session
from tensortidy.notebook import shell_cells
from tensortidy.rule import Edit, Finding, Safety
from tensortidy.source import Position, Source, Span
from tensortidy.suppression import UNUSED_IGNORE

QUICK_FIX = types.CodeActionKind.QuickFix

# Comments, and strings, which may go over several lines. (That nothing else is looked at makes it fast.)
_QUOTED = re.compile(
    r"""\#[^\r\n]*"""
    r"""|'{3}(?:[^\\']|\\.|'(?!''))*(?:'{3}|\Z) | "{3}(?:[^\\"]|\\.|"(?!""))*(?:"{3}|\Z)"""
    r"""|'(?:[^\\'\r\n]|\\(?:\r\n|.))*'?      | "(?:[^\\"\r\n]|\\(?:\r\n|.))*"?""",
    re.VERBOSE | re.DOTALL,
)


async def code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done in a range of a document, the most likely first and ignoring last."""
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    wanted = params.context.only
    analysis = await session.analysis(document) or await session.settled(document)
    found = _meant(session, document, analysis, params)
    if found and not document.is_settled:  # no fix on the strength of what held before an edit
        analysis = await session.settled(document)
        found = _meant(session, document, analysis, params)
    actions: list[types.CodeAction] = []
    if _wants(wanted, QUICK_FIX):
        actions.extend(_fix(session, document, finding) for finding in found if finding.fix is not None)
        actions.extend(_fix_all_of(session, document, name, found) for name in _several(analysis, found))
    if _wants(wanted, conversions.REWRITE.value):
        actions.extend(await _conversions(session, document, params))
    in_notebook = isinstance(document, NotebookDocument) and bool(wanted) and _wants(wanted, NOTEBOOK_FIX_ALL)
    kind = NOTEBOOK_FIX_ALL if in_notebook else FIX_ALL
    fixable = session.project.fixable(document.path)
    if _wants(wanted, kind) and any(_is_safe(item) and item.rule in fixable for item in analysis.findings):
        title = "Fix all that TensorTidy can fix safely"
        actions.append(_unresolved(title, kind, session, document, rule=None))
    if _wants(wanted, IGNORE):
        for finding in found:
            if finding.rule == UNUSED_IGNORE:
                continue
            ignore = _ignore(session, document, analysis, finding)
            if ignore is not None:
                actions.append(ignore)
    if not _resolves_edits(session):
        actions = [action if action.edit or action.disabled else await resolve(session, action) for action in actions]
        actions = [action for action in actions if action.edit or action.disabled]
    return actions


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """Fill in the edit of a fix-all action, for the text that the document has now."""
    data: dict[str, Any] = action.data if isinstance(action.data, dict) else {}
    document = session.documents.get(str(data.get("uri")))
    if action.edit is not None or document is None or document.version != data.get("version"):
        return action
    rule = data.get("rule")
    action.edit = await all_fixed(session, document, str(rule) if rule is not None else None)
    return action


async def all_fixed(session: Session, document: Document, rule: str | None) -> types.WorkspaceEdit:
    """The edit that fixes all that is safe to fix in a document: of one rule, or of all that the configuration lets."""
    view, source, path, language = document.view, document.source, document.path, document.language
    rules = session.project.fixable(path) if rule is None else (rule,)

    def analyze_again(text: Source) -> Analysis:
        return session.answer(path, text, may_read=False, language=language).analysis

    result = await session.in_worker(lambda: fix_all(source, analyze_again, rules=rules))
    return workspace_edit(
        session, [(page, list(difference(page.source, text))) for page, text in view.rewritten(result.text)]
    )


def difference(source: Source, text: str) -> Iterator[Edit]:
    """The edits, by whole lines, that turn one text into another."""
    before, after = _lines(source), _lines(Source(text))
    for kind, first, last, start, end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if kind != "equal":
            span = Span(_line_start(source, before, first), _line_start(source, before, last))
            yield Edit(span, "".join(after[start:end]))


def workspace_edit(session: Session, changes: Iterable[tuple[Page, Sequence[Edit]]]) -> types.WorkspaceEdit:
    """Edits of pages, with their versions where the client can check them."""
    edits = [(page, session.converter.text_edits(page.source, of_page)) for page, of_page in changes if of_page]
    workspace = session.client.workspace
    capabilities = workspace.workspace_edit if workspace is not None else None
    if capabilities is not None and capabilities.document_changes:
        identifier = types.OptionalVersionedTextDocumentIdentifier
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(identifier(page.uri, page.version), list(of_page)) for page, of_page in edits
            ]
        )
    return types.WorkspaceEdit(changes={page.uri: of_page for page, of_page in edits})


# ---------------------------------------------------------------- one action each


def _fix(session: Session, document: Document, finding: Finding) -> types.CodeAction:
    edits = finding.fix.edits if finding.fix is not None else ()
    return types.CodeAction(
        title=fix_title(finding),
        kind=QUICK_FIX,
        diagnostics=[_diagnostic(session, document, finding)],
        is_preferred=_is_safe(finding),
        edit=workspace_edit(session, document.view.divided(edits)),
    )


async def _conversions(session: Session, document: Document, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The refactorings of the functions whose headers are meant."""
    page = document.view.page(params.text_document.uri)
    if page is None or not document.is_python:
        return []
    version, view = document.version, document.view
    asked = view.in_text(page, session.converter.span(page.source, params.range))
    found = await conversions.at(session, document, asked)
    if document.version != version:
        return []
    made = (conversions.action(session, item, workspace_edit(session, view.divided(item.edits))) for item in found)
    return [action for action in made if action is not None]


def _fix_all_of(session: Session, document: Document, rule: str, found: Sequence[Finding]) -> types.CodeAction:
    whole = "notebook" if isinstance(document, NotebookDocument) else "file"
    action = _unresolved(f"Fix all {rule} in this {whole}", QUICK_FIX, session, document, rule=rule)
    # VS Code lists what names no diagnostic last, below the comments that ignore.
    action.diagnostics = [_diagnostic(session, document, finding) for finding in found if finding.rule == rule]
    return action


def _unresolved(
    title: str, kind: types.CodeActionKind | str, session: Session, document: Document, *, rule: str | None
) -> types.CodeAction:
    data = {"uri": document.uri, "version": document.version, "rule": rule}
    return types.CodeAction(title=title, kind=kind, data=data)


def _ignore(session: Session, document: Document, analysis: Analysis, finding: Finding) -> types.CodeAction | None:
    """The action that ignores a finding by a comment; None where a comment cannot stand on its line."""
    cell = next((item for item in shell_cells(document.source) if item.covers(finding.span.start.line)), None)
    if cell is not None:
        edit = _ignore_line(cell.source, Kind.SHELL, cell.in_cell(finding.span).start, finding.rule)
        edit = edit and Edit(cell.in_text(edit.span), cell.as_comment(edit.text))
    elif document.environment is None:
        edit = _ignore_edit(document.source, analysis, finding)
    else:
        edit = _ignore_line(document.source, document.environment, finding.span.start, finding.rule)
    if edit is None:
        return None
    return types.CodeAction(
        title=f"Ignore {finding.rule} on this line",
        kind=IGNORE,
        diagnostics=[_diagnostic(session, document, finding)],
        is_preferred=False,
        edit=workspace_edit(session, document.view.divided([edit])),
    )


def _ignore_edit(source: Source, analysis: Analysis, finding: Finding) -> Edit | None:
    """Add the rule to the ignore comment of the finding's line, or such a comment to its end."""
    line = finding.span.start.line
    for item in analysis.suppressions:
        if item.line == line:  # of several in one comment only the first counts
            end_of_names = item.names[-1][1].end if item.names and not item.whole_file else None
            return Edit(Span(end_of_names, end_of_names), f", {finding.rule}") if end_of_names is not None else None
    text = source.line(line)
    end = Position(line, len(text))
    if text.endswith("\\") or _is_in_string(source, end):
        return None
    start = Position(line, len(text.rstrip()))
    return Edit(Span(start, end), f"  # tensortidy: ignore[{finding.rule}]")


def _ignore_line(source: Source, kind: Kind, start: Position, rule: str) -> Edit | None:
    """A line with an ignore comment above the statement around a place, where every kind of document takes one."""
    at = source.offset(start)
    found = [item for item in read(source, kind).assignments if item.statement[0] <= at < item.statement[1]]
    if not found:
        return None
    line = source.position(found[0].statement[0]).line
    text = source.line(line)
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    place = Position(line, 0)
    return Edit(Span(place, place), f"{indent}# tensortidy: ignore[{rule}]{source.newline}")


def _is_in_string(source: Source, place: Position) -> bool:
    """Whether the end of a line is inside a string."""
    end = source.offset(place)
    tokens = takewhile(lambda token: token.start() < end, _QUOTED.finditer(source.text))
    return any(token.end() > end for token in tokens)


# ---------------------------------------------------------------- small questions


def _meant(
    session: Session, document: Document, analysis: Analysis, params: types.CodeActionParams
) -> Sequence[Finding]:
    """The findings that a client asks about: those in a range, and those whose diagnostics it names besides.

    Some clients send the cursor's place, and the diagnostics of its whole line.
    """
    view = document.view
    page = view.page(params.text_document.uri)
    if page is None:
        return []
    asked = view.in_text(page, session.converter.span(page.source, params.range))
    found = list(findings_at(analysis, asked))
    named = [(item.code, item.range) for item in params.context.diagnostics]
    for finding in analysis.findings if named else ():
        where, span = view.located(finding.span)
        if (
            finding not in found
            and where == page
            and (finding.rule, session.converter.range(page.source, span)) in named
        ):
            found.append(finding)
    return found


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a client that asks for some kinds of action wants this one: ``source`` covers ``source.fixAll``."""
    return not only or any(_name(item) in ("", kind) or kind.startswith(f"{_name(item)}.") for item in only)


def _name(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _several(analysis: Analysis, found: Sequence[Finding]) -> list[str]:
    """The rules at this place that can be fixed safely at more than one place of the file."""
    safe = [finding.rule for finding in analysis.findings if _is_safe(finding)]
    return [name for name in dict.fromkeys(finding.rule for finding in found) if safe.count(name) > 1]


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety is Safety.SAFE


def _diagnostic(session: Session, document: Document, finding: Finding) -> types.Diagnostic:
    """The finding's diagnostic just as the client has it, so that it knows it again."""
    return session.converter.diagnostic(document.view, finding, related=session.shows_related)


def _resolves_edits(session: Session) -> bool:
    documents = session.client.text_document
    support = documents.code_action.resolve_support if documents and documents.code_action else None
    return support is not None and "edit" in support.properties


def _lines(source: Source) -> list[str]:
    starts = map(source.start, range(1, source.line_count + 2))
    return [source.text[start:end] for start, end in pairwise(starts)]


def _line_start(source: Source, lines: Sequence[str], index: int) -> Position:
    if index < len(lines):
        return Position(index + 1, 0)
    return source.position(len(source.text))
