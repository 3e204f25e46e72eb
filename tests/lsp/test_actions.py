"""Code actions: what is offered, in which order, and what it changes."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, start
from lsp.samples import CYCLED, RETAINED, TWICE
from tensortidy.edits import apply_edits
from tensortidy.rule import Edit
from tensortidy.source import Position, Source, Span


def apply(text: str, edit: types.WorkspaceEdit | None) -> str:
    """The text after a workspace edit of one document (ASCII, so columns are columns)."""
    assert edit is not None
    edits: Sequence[object] = []
    if edit.document_changes is not None:
        [document] = edit.document_changes
        assert isinstance(document, types.TextDocumentEdit)
        edits = document.edits
    elif edit.changes is not None:
        [edits] = edit.changes.values()
    places = []
    for item in edits:
        assert isinstance(item, types.TextEdit)
        start, end = item.range.start, item.range.end
        span = Span(Position(start.line + 1, start.character), Position(end.line + 1, end.character))
        places.append(Edit(span, item.new_text))
    return apply_edits(Source(text), places)


@pytest.mark.asyncio
async def test_the_fix_comes_first_and_ignoring_last(editor: Editor) -> None:
    actions = await editor.actions(editor.open(TWICE), line=7)
    assert [action.title for action in actions] == [
        "Remove `retain_graph=True`",
        "Fix all graph-retention-after-backward in this file",
        "Fix all that TensorTidy can fix safely",
        "Ignore graph-retention-after-backward on this line",
    ]
    assert [action.is_preferred for action in actions] == [True, None, None, False]


@pytest.mark.asyncio
async def test_a_fix_is_a_versioned_edit(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    [fix, *_] = await editor.actions(uri, line=7)
    assert fix.edit is not None
    assert fix.edit.document_changes is not None
    [document] = fix.edit.document_changes
    assert isinstance(document, types.TextDocumentEdit)
    assert document.text_document == types.OptionalVersionedTextDocumentIdentifier(uri, 1)
    assert apply(RETAINED, fix.edit) == RETAINED.replace("retain_graph=True", "")


@pytest.mark.asyncio
async def test_an_unsafe_fix_says_why_and_is_not_preferred(editor: Editor) -> None:
    [fix, *rest] = await editor.actions(editor.open(CYCLED), line=6)
    assert fix.title.endswith("(unsafe: from the second pass on the batches are shuffled and augmented anew)")
    assert fix.is_preferred is False
    assert [action.kind for action in rest] == ["quickfix.ignore.tensortidy"], "nothing for fix-all to do"


@pytest.mark.asyncio
async def test_fix_all_is_worked_out_when_it_is_chosen(editor: Editor) -> None:
    uri = editor.open(TWICE)
    [fix_all] = await editor.actions(uri, line=0, only=[types.CodeActionKind.SourceFixAll])
    assert fix_all.kind == "source.fixAll.tensortidy"
    assert fix_all.edit is None
    resolved = await editor.client.code_action_resolve_async(fix_all)
    assert apply(TWICE, resolved.edit) == TWICE.replace("retain_graph=True", "")


@pytest.mark.asyncio
async def test_rules_that_the_settings_leave_out_are_not_fixed_unasked(editor: Editor) -> None:
    settings = {"tensortidy": {"unfixable": ["graph-retention-after-backward"]}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    uri = editor.open(TWICE)
    assert await editor.actions(uri, line=0, only=[types.CodeActionKind.SourceFixAll]) == []
    titles = [action.title for action in await editor.actions(uri, line=7)]
    assert "Remove `retain_graph=True`" in titles
    assert "Fix all graph-retention-after-backward in this file" in titles


@pytest.mark.asyncio
async def test_ignoring_can_be_asked_for_alone(editor: Editor) -> None:
    [ignore] = await editor.actions(editor.open(TWICE), line=7, only=["quickfix.ignore"])
    assert ignore.title == "Ignore graph-retention-after-backward on this line"


@pytest.mark.asyncio
async def test_a_client_that_cannot_resolve_gets_the_edit_at_once(simple_editor: Editor) -> None:
    uri = simple_editor.open(TWICE)
    [fix_all] = await simple_editor.actions(uri, line=0, only=["source.fixAll.tensortidy"])
    assert apply(TWICE, fix_all.edit) == TWICE.replace("retain_graph=True", "")


@pytest.mark.asyncio
async def test_fix_all_of_one_rule_leaves_the_others(editor: Editor) -> None:
    text = TWICE + "\n\ndef log(path):\n    f = open(path)\n    print(f.read())\n"
    actions = await editor.actions(editor.open(text), line=7)
    [of_rule] = [action for action in actions if action.title.startswith("Fix all graph-retention")]
    resolved = await editor.client.code_action_resolve_async(of_rule)
    assert apply(text, resolved.edit) == text.replace("retain_graph=True", "")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("only", "count"), [([""], 3), (["quickfix"], 2), (["source"], 1), (["refactor"], 0), (["quickfix.x"], 0)]
)
async def test_only_the_kinds_asked_for_are_offered(editor: Editor, only: list[str], count: int) -> None:
    assert len(await editor.actions(editor.open(RETAINED), line=7, only=list(only))) == count


@pytest.mark.asyncio
async def test_a_diagnostic_that_the_client_names_is_fixed_wherever_the_cursor_is(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    shown = await editor.diagnostics(uri)
    cursor = types.Range(types.Position(7, 0), types.Position(7, 0))
    context = types.CodeActionContext(shown, [types.CodeActionKind.QuickFix])
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), cursor, context)
    found = await editor.client.text_document_code_action_async(params)
    [fix, _] = found or ()
    assert isinstance(fix, types.CodeAction)
    assert fix.title == "Remove `retain_graph=True`"
    assert list(fix.diagnostics or ()) == shown, "just as the client has it"


@pytest.mark.asyncio
async def test_ignoring_adds_a_comment(editor: Editor) -> None:
    uri = editor.open(RETAINED)
    *_, ignore = await editor.actions(uri, line=7, only=[types.CodeActionKind.QuickFix])
    line = "        loss.backward(retain_graph=True)"
    expected = RETAINED.replace(line, f"{line}  # tensortidy: ignore[graph-retention-after-backward]")
    changed = apply(RETAINED, ignore.edit)
    assert changed == expected
    editor.change(uri, 2, types.TextDocumentContentChangeWholeDocument(changed))
    assert await editor.diagnostics(uri) == []


@pytest.mark.asyncio
async def test_ignoring_adds_to_the_comment_that_is_there(editor: Editor) -> None:
    text = RETAINED.replace("=True)", "=True)  # tensortidy: ignore[unclosed-resource] later")
    *_, ignore = await editor.actions(editor.open(text), line=7, only=[types.CodeActionKind.QuickFix])
    assert "ignore[unclosed-resource, graph-retention-after-backward] later" in apply(text, ignore.edit)


@pytest.mark.asyncio
async def test_beside_a_comment_that_ignores_in_the_whole_file_ignoring_is_not_offered(editor: Editor) -> None:
    text = RETAINED.replace("=True)", "=True)  # tensortidy: ignore-file[unclosed-resource]")
    titles = [action.title for action in await editor.actions(editor.open(text), line=7)]
    assert "Remove `retain_graph=True`" in titles
    assert not any(title.startswith("Ignore") for title in titles), "a second directive in one comment is not read"


BEFORE = ('''"'"''', """'"'""", '''"\\""''', "'#'", "f'{x!r}'", '''"""a"b"""''', "'''a\\'''b'''", '''""''', "1  # it's")


@pytest.mark.asyncio
async def test_ignoring_is_offered_behind_strings_of_any_kind(editor: Editor) -> None:
    for quoted in BEFORE:
        text = RETAINED.replace("=True)", f"=True); x = {quoted}")
        titles = [action.title for action in await editor.actions(editor.open(text), line=7)]
        assert titles[-1] == "Ignore graph-retention-after-backward on this line", quoted


@pytest.mark.asyncio
async def test_a_string_that_looks_like_an_ignore_comment_is_none(editor: Editor) -> None:
    text = RETAINED.replace("=True)", '=True); print("tensortidy: ignore[]")')
    *_, ignore = await editor.actions(editor.open(text), line=7, only=[types.CodeActionKind.QuickFix])
    assert '"tensortidy: ignore[]")  # tensortidy: ignore[graph-retention-after-backward]' in apply(text, ignore.edit)


@pytest.mark.asyncio
async def test_where_no_comment_can_stand_ignoring_is_not_offered(editor: Editor) -> None:
    text = RETAINED.replace("loss.backward(retain_graph=True)", "loss.backward(retain_graph=True); \\\n        x = 1")
    titles = [action.title for action in await editor.actions(editor.open(text), line=7)]
    assert "Remove `retain_graph=True`" in titles
    assert not any(title.startswith("Ignore") for title in titles)


@pytest.mark.asyncio
async def test_a_line_that_ends_inside_a_string_takes_no_comment(editor: Editor) -> None:
    text = RETAINED.replace(
        "loss.backward(retain_graph=True)", 'loss.backward(retain_graph=True); x = """\n        """'
    )
    titles = [action.title for action in await editor.actions(editor.open(text), line=7)]
    assert "Remove `retain_graph=True`" in titles
    assert not any(title.startswith("Ignore") for title in titles)


@pytest.mark.asyncio
async def test_an_action_for_an_older_text_gets_no_edit(editor: Editor) -> None:
    uri = editor.open(TWICE)
    [fix_all] = await editor.actions(uri, line=0, only=[types.CodeActionKind.SourceFixAll])
    editor.change(uri, 2, types.TextDocumentContentChangeWholeDocument("\n" + TWICE))
    assert (await editor.client.code_action_resolve_async(fix_all)).edit is None


@pytest.mark.asyncio
async def test_an_unused_ignore_is_found_and_removed(unstarted_client: LanguageClient, tmp_path: Path) -> None:
    await start(unstarted_client, tmp_path, types.ClientCapabilities())
    editor = Editor(unstarted_client, tmp_path)
    text = "import torch\nx = 1  # tensortidy: ignore[unclosed-resource]\n"
    [fix, *_] = await editor.actions(editor.open(text), line=1)
    assert apply(text, fix.edit) == "import torch\nx = 1\n"
