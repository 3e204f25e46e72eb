"""An editor, as far as the tests need one: a client, what it can do, and its requests in few words."""

from pathlib import Path
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient


def modern(**general: Any) -> types.ClientCapabilities:
    """A client that pulls diagnostics and resolves code actions, as VS Code does."""
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(**general),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities(related_information=True),
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
            code_action=types.CodeActionClientCapabilities(
                resolve_support=types.ClientCodeActionResolveOptions(["edit"])
            ),
        ),
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
        ),
        window=types.WindowClientCapabilities(work_done_progress=True),
    )


async def start(
    client: LanguageClient, folder: Path, capabilities: types.ClientCapabilities, options: object = None
) -> None:
    """Introduce a client to its server, with one workspace folder."""
    await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
            initialization_options=options,
        )
    )


class Editor:
    """The few things that tests do with a client, over and over."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder

    def uri(self, name: str) -> str:
        """The URI of a file of the workspace."""
        return (self.folder / name).as_uri()

    def open(self, text: str, name: str = "train.py", language: str = "python", uri: str | None = None) -> str:
        """Open a document, version 1; returns its URI."""
        address = uri or self.uri(name)
        item = types.TextDocumentItem(address, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return address

    def change(self, uri: str, version: int, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Edit a document."""
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    async def pull(self, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
        """Ask for a document's diagnostics."""
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
        return await self.client.text_document_diagnostic_async(params)

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """A document's diagnostics, in full."""
        report = await self.pull(uri)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def codes(self, uri: str) -> list[str]:
        """The rules that report something in a document."""
        return [str(item.code) for item in await self.diagnostics(uri)]

    async def actions(
        self, uri: str, line: int, only: list[types.CodeActionKind | str] | None = None
    ) -> list[types.CodeAction]:
        """The code actions on a line, from 0."""
        where = types.Range(types.Position(line, 0), types.Position(line, 999))
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, types.CodeActionContext([], only))
        found = await self.client.text_document_code_action_async(params)
        return [item for item in found or () if isinstance(item, types.CodeAction)]

    async def hover(self, uri: str, line: int, character: int) -> str | None:
        """The hover at a position, both from 0."""
        position = types.Position(line, character)
        params = types.HoverParams(types.TextDocumentIdentifier(uri), position)
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value
