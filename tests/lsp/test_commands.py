"""Commands: rules and their pages, explanations of lines, and everything fixed at once."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient

from lsp.editor import Editor
from lsp.samples import RETAINED, TWICE
from lsp.test_actions import apply
from tensortidy.lsp.commands import COMMANDS
from tensortidy.lsp.offers import COMMANDS as OFFERED

TWO_RULES = RETAINED + "\n\nlog = open('log.csv', 'w')\nlog.write('x')\n"


async def execute(editor: Editor, command: str, *arguments: object) -> Any:
    params = types.ExecuteCommandParams(f"tensortidy.{command}", list(arguments))
    return await editor.client.workspace_execute_command_async(params)


def edits_of(client: LanguageClient) -> list[types.WorkspaceEdit]:
    """The edits that a client will have been asked to apply; it agrees to each."""
    edits: list[types.WorkspaceEdit] = []

    def note(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        edits.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    client.feature(types.WORKSPACE_APPLY_EDIT)(note)
    return edits


def test_there_is_a_handler_for_every_command() -> None:
    assert sorted(COMMANDS) == sorted(OFFERED)


@pytest.mark.asyncio
async def test_rules_are_listed(editor: Editor) -> None:
    rules = {rule["name"]: rule for rule in await execute(editor, "rules")}
    rule = rules["graph-retention-after-backward"]
    assert rule["title"] == "Graph Retention After Backward Pass"
    assert (rule["summary"].endswith("."), rule["fix"]) == (True, "safe")


@pytest.mark.asyncio
async def test_the_page_of_a_rule(editor: Editor) -> None:
    page = await execute(editor, "page", "unclosed-resource")
    assert page == (Path(__file__).parents[2] / "docs" / "rules" / "unclosed-resource.md").read_text(encoding="utf-8")
    assert await execute(editor, "page", "no-such-rule") is None


@pytest.mark.asyncio
async def test_a_line_is_explained_as_the_text_stands(editor: Editor) -> None:
    uri = editor.open("")
    whole = types.TextDocumentContentChangeWholeDocument(RETAINED)
    editor.change(uri, 2, whole)
    told = await execute(editor, "explain", uri, 7)
    assert told.startswith("# Line 8\n\n```python\nloss.backward(retain_graph=True)\n```\n\n## Values\n\n")
    assert "- `loss`: graph tensor\n" in told
    assert "- **loop** line 5, over `loader`\n" in told
    assert "- **warning** graph-retention-after-backward\n  - " in told
    assert "  - fix: Remove `retain_graph=True`\n" in told
    assert "No code begins on this line." in await execute(editor, "explain", uri, 1)
    assert await execute(editor, "explain", uri, 99) is None


@pytest.mark.asyncio
async def test_everything_safe_is_fixed_at_once(editor: Editor) -> None:
    applied = edits_of(editor.client)
    uri = editor.open(TWICE)
    assert await execute(editor, "fixAll", uri) is True
    [edit] = applied
    assert apply(TWICE, edit) == TWICE.replace("retain_graph=True", "")
    clean = editor.open(RETAINED.replace("retain_graph=True", ""), "clean.py")
    assert await execute(editor, "fixAll", clean) is False
    assert len(applied) == 1


@pytest.mark.asyncio
async def test_one_rule_is_fixed_at_once(editor: Editor) -> None:
    applied = edits_of(editor.client)
    uri = editor.open(TWO_RULES)
    assert await execute(editor, "fixAll", uri, "graph-retention-after-backward") is True
    [edit] = applied
    assert apply(TWO_RULES, edit) == TWO_RULES.replace("retain_graph=True", "")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("command", "arguments"),
    [("explain", ("file:///gone.py", 1)), ("explain", ()), ("fixAll", ("file:///gone.py",)), ("page", ())],
)
async def test_what_makes_no_sense_is_refused(editor: Editor, command: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(JsonRpcException):
        await execute(editor, command, *arguments)
    assert await execute(editor, "rules"), "the server lives on"
