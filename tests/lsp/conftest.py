"""Real servers, started over standard input and output, and clients of different abilities."""

import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from lsp.editor import Editor, modern, start

SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "tensortidy", "lsp", "--stdio"])
CRASHING = ClientServerConfig(server_command=[sys.executable, str(Path(__file__).parent / "crashing_server.py")])


@pytest_lsp.fixture(config=SERVER)
async def client(lsp_client: LanguageClient, tmp_path: Path) -> AsyncGenerator[None, None]:
    """A client that pulls diagnostics."""
    await start(lsp_client, tmp_path, modern())
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def simple_client(lsp_client: LanguageClient, tmp_path: Path) -> AsyncGenerator[None, None]:
    """A client that can do next to nothing, so diagnostics are pushed to it."""
    await start(lsp_client, tmp_path, types.ClientCapabilities())
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=SERVER)
async def unstarted_client(lsp_client: LanguageClient) -> AsyncGenerator[None, None]:
    """A client that has not said a word yet."""
    yield
    await lsp_client.shutdown_session()


@pytest_lsp.fixture(config=CRASHING)
async def client_of_crashing_server(lsp_client: LanguageClient, tmp_path: Path) -> AsyncGenerator[None, None]:
    """A client whose server has a rule that crashes."""
    await start(lsp_client, tmp_path, types.ClientCapabilities())
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Editor:
    """An editor that pulls diagnostics."""
    return Editor(client, tmp_path)


@pytest.fixture
def simple_editor(simple_client: LanguageClient, tmp_path: Path) -> Editor:
    """An editor that waits for diagnostics."""
    return Editor(simple_client, tmp_path)
