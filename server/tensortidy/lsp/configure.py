"""Settings that come while the server runs, and the client's promise to tell of changes."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tensortidy.environment import PATTERNS
from tensortidy.lsp.connection import Server
from tensortidy.lsp.offers import SECTION
from tensortidy.lsp.publish import refresh
from tensortidy.lsp.selectors import for_environments

_WATCHED = ("**/pyproject.toml", "**/*.py", "**/*.pyi", "**/.gitignore", *PATTERNS)


async def register(ls: Server) -> None:
    """Ask the client to tell of changed settings and files, and of more documents, where it takes such a wish."""
    await _register(ls, *for_environments(ls.session.client))
    capabilities = ls.session.client.workspace
    changes = capabilities.did_change_configuration if capabilities is not None else None
    if changes is not None and changes.dynamic_registration:
        section = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        await _register(ls, (types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    watched = capabilities.did_change_watched_files if capabilities is not None else None
    if watched is not None and watched.dynamic_registration:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        ls.session.told_of_files = await _register(ls, (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))


async def _register(ls: Server, *wanted: tuple[str, Any]) -> bool:
    """Register methods with their options; says whether the client has taken them."""
    registrations = [types.Registration(f"tensortidy.{method}", method, options) for method, options in wanted]
    if not registrations:
        return False
    try:
        await ls.client_register_capability_async(types.RegistrationParams(registrations))
    except JsonRpcException as error:
        methods = ", ".join(method for method, _ in wanted)
        ls.log(f"The client did not register {methods}: {error}", types.MessageType.Warning)
        return False
    return True


def asks(ls: Server) -> bool:
    """Whether this client wants to be asked for its settings."""
    capabilities = ls.session.client.workspace
    return capabilities is not None and bool(capabilities.configuration)


async def pull(ls: Server) -> None:
    """Ask the client for its settings, and take them over."""
    item = types.ConfigurationItem(section=SECTION)
    try:
        answers = await ls.workspace_configuration_async(types.ConfigurationParams([item]))
    except JsonRpcException as error:
        ls.log(f"The client did not say its settings: {error}", types.MessageType.Warning)
        return
    if answers and answers[0] is not None:
        await take_over(ls, answers[0])


async def take_over(ls: Server, sent: object) -> None:
    """Let settings hold from now on."""
    ls.session.configure(sent)
    tell_problems(ls)
    await refresh(ls)


def tell_problems(ls: Server) -> None:
    """Say what is wrong with the settings that hold."""
    for problem in ls.session.project.setting_problems:
        ls.warn(f"TensorTidy's settings: {problem}")
    for name in ls.session.unknown_settings:
        ls.log(f"TensorTidy has no setting `{name}`.", types.MessageType.Warning)
