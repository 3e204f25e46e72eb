"""What the server offers, as its first answer tells the client; nothing of the engine is imported for it."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

SECTION = "tensortidy"
"""The name of the settings, and of the diagnostics."""
FIX_ALL = "source.fixAll.tensortidy"
NOTEBOOK_FIX_ALL = f"notebook.{FIX_ALL}"
"""The same, as VS Code asks for it when a notebook is saved."""
NOTEBOOKS = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithCells(
            cells=[types.NotebookCellLanguage("python"), types.NotebookCellLanguage("shellscript")]
        )
    ],
    save=True,
)
"""The notebooks that the server wants to see: those with such cells; VS Code calls ``%%bash`` cells the latter."""
IGNORE = "quickfix.ignore.tensortidy"
"""The kinds of code action that are TensorTidy's own."""
CONVERT = "tensortidy.convert"
"""The command behind the code lens."""
COMMANDS = (CONVERT, "tensortidy.explain", "tensortidy.fixAll", "tensortidy.page", "tensortidy.rules")
"""What a client may have executed; ``commands`` has a handler for each. docs/editors.md describes them."""

OFFERS: Mapping[str, object] = {
    types.INITIALIZED: None,
    types.TEXT_DOCUMENT_DID_OPEN: None,
    types.TEXT_DOCUMENT_DID_CHANGE: None,
    types.TEXT_DOCUMENT_DID_CLOSE: None,
    types.TEXT_DOCUMENT_DID_SAVE: None,
    types.NOTEBOOK_DOCUMENT_DID_OPEN: None,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE: None,
    types.NOTEBOOK_DOCUMENT_DID_SAVE: None,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE: None,
    types.TEXT_DOCUMENT_DIAGNOSTIC: types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=True, identifier=SECTION, work_done_progress=True
    ),
    types.WORKSPACE_DIAGNOSTIC: None,
    types.TEXT_DOCUMENT_HOVER: None,
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, IGNORE, types.CodeActionKind.RefactorRewrite, FIX_ALL, NOTEBOOK_FIX_ALL],
        resolve_provider=True,
    ),
    types.TEXT_DOCUMENT_CODE_LENS: types.CodeLensOptions(resolve_provider=False),
    types.CODE_ACTION_RESOLVE: None,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: None,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: None,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: None,
}
"""Each method that ``handlers`` has a handler for, with the options that the protocol wants for it."""
