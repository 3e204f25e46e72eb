"""Hover: cards, where they are wanted."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, start
from lsp.samples import KEPT, RETAINED


@pytest.mark.asyncio
async def test_hover_on_a_finding_shows_the_card(editor: Editor) -> None:
    text = await editor.hover(editor.open(RETAINED), 7, 25)
    assert text is not None
    assert "### Graph Retention After Backward Pass" in text
    assert "Graph and Gradient Management Issues › Graph Retention" in text
    assert "`loss.backward` keeps its graph" in text, "what is wrong here"
    for heading in ("**Leads to**", "**Best practice**", "**Bad**", "**Good**", "[Read more]"):
        assert heading in text
    assert text.count("```python") == 2


@pytest.mark.asyncio
async def test_hover_beside_a_finding_shows_nothing(editor: Editor) -> None:
    assert await editor.hover(editor.open(RETAINED), 0, 0) is None


@pytest.mark.asyncio
async def test_assumptions_are_told(editor: Editor) -> None:
    shown = await editor.hover(editor.open(KEPT), 10, 10)
    assert shown is not None
    assert "**Taken for granted:**" in shown
    assert "`model` is a torch.nn.Module, since `model.train()` is called" in shown


@pytest.mark.asyncio
async def test_hover_on_a_rule_in_an_ignore_comment(editor: Editor) -> None:
    text = RETAINED.replace("=True)", "=True)  # tensortidy: ignore[graph-retention-after-backward]")
    uri = editor.open(text)
    at = text.splitlines()[7].index("graph-retention")
    shown = await editor.hover(uri, 7, at + 3)
    assert shown is not None
    assert "Graph Retention After Backward Pass" in shown
    assert await editor.hover(uri, 7, at - 9) is None


@pytest.mark.asyncio
async def test_hover_on_a_rule_in_the_configuration(editor: Editor) -> None:
    uri = editor.open('[tool.tensortidy]\nignore = ["unclosed-resource"]\n', "pyproject.toml", "toml")
    shown = await editor.hover(uri, 1, 15)
    assert shown is not None
    assert "Unclosed Resource Leak" in shown
    assert await editor.hover(uri, 0, 3) is None


@pytest.mark.asyncio
async def test_a_client_without_markdown_gets_plain_text(unstarted_client: LanguageClient, tmp_path: Path) -> None:
    plain = types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
    documents = types.TextDocumentClientCapabilities(hover=plain)
    await start(unstarted_client, tmp_path, types.ClientCapabilities(text_document=documents))
    editor = Editor(unstarted_client, tmp_path)
    params = types.HoverParams(types.TextDocumentIdentifier(editor.open(RETAINED)), types.Position(7, 25))
    found = await unstarted_client.text_document_hover_async(params)
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.PlainText
    assert found.contents.value.startswith("Graph Retention After Backward Pass\n\ngraph-retention-after-backward · ")
    assert "**" not in found.contents.value
    assert "```" not in found.contents.value
    assert "    import torch\n" in found.contents.value, "code stands out by its indentation"
