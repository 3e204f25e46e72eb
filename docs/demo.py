"""The main job, shown: an editor opens a training script, reads what is wrong, and takes the fixes.

Starts the real language server over standard input and output, as VS Code or Neovim does, opens
docs/examples/train.py, and prints what comes back. Nothing is written to disk. Run it by ``make demo``.
"""

from __future__ import annotations

import asyncio
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from rich.console import Console
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.text import Text

from tensortidy.edits import apply_edits
from tensortidy.registry import load
from tensortidy.rule import Edit
from tensortidy.source import Position, Source, Span

SCRIPT = Path(__file__).parent / "examples" / "train.py"
NAMES = {1: "error", 2: "warning", 3: "information", 4: "hint"}

CONNECT = """\
[bold]Neovim[/bold]: make install && mkdir -p ~/.config/nvim && cp -r docs/editors/neovim/. ~/.config/nvim

[bold]VS Code[/bold]: make extension, then "Extensions: Install from VSIX…" takes vscode-client/tensortidy.vsix.

[bold]Emacs, Helix, Vim, Kate, Sublime Text, JupyterLab[/bold]: docs/editors.md

[bold]In CI[/bold]: `tensortidy check src` exits with 1 when there are findings.
"""


async def main() -> None:
    """Play the editor's part."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    client = LanguageClient("demo", "1")
    await client.start_io(sys.executable, "-m", "tensortidy", "lsp")
    await client.initialize_async(types.InitializeParams(_capabilities(), root_uri=SCRIPT.parent.as_uri()))
    client.initialized(types.InitializedParams())
    text, uri = SCRIPT.read_text(encoding="utf-8"), SCRIPT.as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, text)))
    console.rule(f"An editor opens {SCRIPT.name}")
    document = types.TextDocumentIdentifier(uri)
    report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    _print_diagnostics(console, report.items)

    first = report.items[0]
    console.rule("Hovering over the first one shows its card")
    hover = await client.text_document_hover_async(types.HoverParams(document, first.range.start))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    console.print(Markdown(hover.contents.value))

    console.rule("The quick fixes, one after another")
    fixed = await _apply_quick_fixes(client, console, text, uri)
    difference = difflib.unified_diff(
        text.splitlines(keepends=True), fixed.splitlines(keepends=True), "train.py", "train.py, fixed", n=1
    )
    console.print(Syntax("".join(difference), "diff", background_color="default", word_wrap=True))

    console.rule("Connect your editor")
    console.print(CONNECT, highlight=False)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]


def _capabilities() -> types.ClientCapabilities:
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32]),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities(related_information=True),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        ),
    )


def _print_diagnostics(console: Console, diagnostics: Sequence[types.Diagnostic]) -> None:
    registry = load()
    for item in diagnostics:
        rule = registry.rule(str(item.code))
        assert rule is not None
        place = f"train.py:{item.range.start.line + 1}:{item.range.start.character + 1}"
        level = NAMES[item.severity or 1]
        console.print(Text.assemble((place, "bold"), " ", (level, "yellow"), " ", (str(item.code), "bold cyan")))
        console.print(Text(f"  {item.message}"))
        console.print(Text(f"  category: {rule.card.category} › {rule.card.subcategory}", "dim"))
        console.print(Text(f"  leads to: {'; '.join(rule.card.consequences)}\n", "dim"))


async def _apply_quick_fixes(client: LanguageClient, console: Console, text: str, uri: str) -> str:
    """Take the first quick fix of the file until none is left, sending each change back to the server."""
    document = types.TextDocumentIdentifier(uri)
    version = 1
    while True:
        report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(document))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        fixable = [item for item in report.items if (item.data or {})["fix"] is not None]
        if not fixable:
            return text
        context = types.CodeActionContext([fixable[0]], only=[types.CodeActionKind.QuickFix])
        offered = await client.text_document_code_action_async(
            types.CodeActionParams(document, fixable[0].range, context)
        )
        action = next(item for item in offered or () if isinstance(item, types.CodeAction) and item.edit)
        console.print(Text(f"  {action.title}"))
        edits = ((action.edit and action.edit.changes) or {})[uri]
        source = Source(text)
        text = apply_edits(source, [Edit(_span(edit.range), edit.new_text) for edit in edits])
        version += 1
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )


def _span(shown: types.Range) -> Span:
    """The client and the server agreed on code points, so only lines are counted differently."""
    start, end = shown.start, shown.end
    return Span(Position(start.line + 1, start.character), Position(end.line + 1, end.character))


if __name__ == "__main__":
    asyncio.run(main())
