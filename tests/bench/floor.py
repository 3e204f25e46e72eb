"""A language server that finds nothing: what pygls and the protocol's types cost before there is any analysis.

It keeps the text of open documents, as every server must, and publishes an empty list for each version.
"""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("pygls", "floor")


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def did_open(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    """Publish nothing for a document that was opened."""
    document = params.text_document
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, [], document.version))


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def did_change(ls: LanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    """Publish nothing for a document that was edited."""
    document = params.text_document
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, [], document.version))


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> None:
    """Know nothing."""


@server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
def code_action(params: types.CodeActionParams) -> None:
    """Offer nothing."""


if __name__ == "__main__":
    server.start_io()
