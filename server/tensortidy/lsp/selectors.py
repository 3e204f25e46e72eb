"""Documents beside Python that the server wants to see, for clients that let servers say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types

from tensortidy.environment import LANGUAGES, PATTERNS
from tensortidy.lsp.offers import OFFERS

_SELECTOR: list[Any] = [
    *(types.TextDocumentFilterLanguage(language=language) for language in LANGUAGES),
    *(types.TextDocumentFilterPattern(pattern=pattern) for pattern in PATTERNS),
]


def for_environments(client: types.ClientCapabilities) -> Iterator[tuple[str, Any]]:
    """The methods that are to be registered for profiles, Dockerfiles and the like, each with its options.

    None where the client does not let documents be asked for: it has to be told of them itself.
    """
    documents = client.text_document
    if documents is None or documents.synchronization is None or not documents.synchronization.dynamic_registration:
        return
    for method in (types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CLOSE):
        yield method, types.TextDocumentRegistrationOptions(_SELECTOR)
    incremental = types.TextDocumentSyncKind.Incremental
    yield types.TEXT_DOCUMENT_DID_CHANGE, types.TextDocumentChangeRegistrationOptions(incremental, _SELECTOR)
    if documents.diagnostic is not None and documents.diagnostic.dynamic_registration:
        offered = OFFERS[types.TEXT_DOCUMENT_DIAGNOSTIC]
        assert isinstance(offered, types.DiagnosticOptions)
        yield (
            types.TEXT_DOCUMENT_DIAGNOSTIC,
            types.DiagnosticRegistrationOptions(
                offered.inter_file_dependencies,
                False,  # all files of the workspace are told of together
                document_selector=_SELECTOR,
                identifier=offered.identifier,
            ),
        )
    if documents.hover is not None and documents.hover.dynamic_registration:
        yield types.TEXT_DOCUMENT_HOVER, types.HoverRegistrationOptions(_SELECTOR)
    if documents.code_action is not None and documents.code_action.dynamic_registration:
        actions = OFFERS[types.TEXT_DOCUMENT_CODE_ACTION]
        assert isinstance(actions, types.CodeActionOptions)
        yield (
            types.TEXT_DOCUMENT_CODE_ACTION,
            types.CodeActionRegistrationOptions(
                _SELECTOR, actions.code_action_kinds, resolve_provider=actions.resolve_provider
            ),
        )
