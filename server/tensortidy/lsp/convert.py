"""Between the engine's places and the protocol's: the only module that counts UTF-8 and UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from tensortidy.config import ConfigProblem
from tensortidy.lsp.pages import Page, View
from tensortidy.render import docs_url
from tensortidy.rule import Edit, Finding, Safety, Severity, Tag
from tensortidy.source import Position, Source, Span

SOURCE_NAME = "tensortidy"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}


def path_of(uri: str) -> Path | None:
    """The file behind a URI; None for untitled documents and other schemes."""
    if not uri.startswith("file:"):
        return None
    name = to_fs_path(uri)
    return Path(name) if name else None


def uri_of(path: Path) -> str:
    """The URI of a file."""
    return from_fs_path(str(path)) or path.as_uri()


@dataclass(frozen=True)
class Converter:
    """Converts for one client, in the position encoding that was agreed on with it (LSP 3.17, positionEncoding)."""

    encoding: str = types.PositionEncodingKind.Utf16

    def position(self, source: Source, place: Position) -> types.Position:
        """The protocol's position, lines from 0, of a place in a text."""
        return types.Position(place.line - 1, self._units(source.line(place.line)[: place.column]))

    def range(self, source: Source, span: Span) -> types.Range:
        """The protocol's range of a span of a text."""
        return types.Range(self.position(source, span.start), self.position(source, span.end))

    def place(self, source: Source, position: types.Position) -> Position:
        """The place in a text of a protocol's position; one that lies past a line's end is moved to its end."""
        text = source.line(position.line + 1)
        if text.isascii():
            return Position(position.line + 1, min(position.character, len(text)))
        units = column = 0
        while column < len(text) and units < position.character:
            units += self._units(text[column])
            column += 1
        return Position(position.line + 1, column)

    def span(self, source: Source, wanted: types.Range) -> Span:
        """The span in a text of a protocol's range."""
        return Span(self.place(source, wanted.start), self.place(source, wanted.end))

    def text_edits(self, source: Source, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits, as the protocol says them."""
        return [types.TextEdit(self.range(source, edit.span), edit.text) for edit in edits]

    def diagnostic(self, view: View, finding: Finding, *, related: bool) -> types.Diagnostic:
        """A finding as a diagnostic of its page; ``related`` says whether the client shows related places."""
        page, span = view.located(finding.span)
        return types.Diagnostic(
            range=self.range(page.source, span),
            severity=_SEVERITIES[finding.severity],
            code=finding.rule,
            code_description=types.CodeDescription(docs_url(finding.rule)),
            source=SOURCE_NAME,
            message=finding.message,
            tags=[_TAGS[tag] for tag in finding.tags] or None,
            related_information=self._related(view, finding) if related and finding.related else None,
            data=self._data(view, page, finding),
        )

    def _related(self, view: View, finding: Finding) -> list[types.DiagnosticRelatedInformation]:
        found = []
        for item in finding.related:
            if item.path is None:
                page, span = view.located(item.span)
                place = types.Location(page.uri, self.range(page.source, span))
            else:  # another file's text is not at hand: its start is exact, columns are code points
                start = types.Position(item.span.start.line - 1, item.span.start.column)
                place = types.Location(uri_of(Path(item.path)), types.Range(start, start))
            found.append(types.DiagnosticRelatedInformation(place, item.message))
        return found

    def _data(self, view: View, page: Page, finding: Finding) -> dict[str, Any]:
        fix = finding.fix
        if fix is None:
            return {"fix": None, "assumptions": list(finding.assumptions)}
        edits = [
            {"range": _plain(edit.range), "newText": edit.new_text} | ({"uri": where.uri} if where != page else {})
            for where, of_page in view.divided(fix.edits)
            for edit in self.text_edits(where.source, of_page)
        ]
        described = {"title": fix.title, "safety": fix.safety.value, "reason": fix.reason, "edits": edits}
        return {"fix": described, "assumptions": list(finding.assumptions)}

    def _units(self, text: str) -> int:
        if text.isascii() or self.encoding == types.PositionEncodingKind.Utf32:
            return len(text)
        if self.encoding == types.PositionEncodingKind.Utf8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fix_title(finding: Finding) -> str:
    """The title of a finding's quick fix; that of an unsafe one says why."""
    if finding.fix is None:
        return ""
    unsafe = finding.fix.safety is Safety.UNSAFE
    return f"{finding.fix.title} (unsafe: {finding.fix.reason})" if unsafe else finding.fix.title


def config_diagnostic(problem: ConfigProblem) -> types.Diagnostic:
    """A problem of a configuration file, over its whole line."""
    line = (problem.line or 1) - 1
    end = types.Position(line + 1, 0)
    return types.Diagnostic(
        range=types.Range(types.Position(line, 0), end),
        severity=types.DiagnosticSeverity.Error,
        source=SOURCE_NAME,
        message=problem.message,
    )


def _plain(shown: types.Range) -> dict[str, Any]:
    return {
        "start": {"line": shown.start.line, "character": shown.start.character},
        "end": {"line": shown.end.line, "character": shown.end.character},
    }
