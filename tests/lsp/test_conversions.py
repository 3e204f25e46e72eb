"""Graph functions in an editor: hints, refactorings that say why not, the lens, and calls that lead to new traces."""

from pathlib import Path

import pytest
from lsprotocol import types
from pytest_lsp import LanguageClient

from lsp.editor import Editor, modern, start
from lsp.test_actions import apply
from lsp.test_commands import edits_of, execute

STEP = """\
import tensorflow as tf


def step(x):
    return tf.nn.relu(x)


def told(x):
    print(x)
    return tf.nn.relu(x)


def uncalled(x: tf.Tensor):
    return tf.nn.relu(x)


for number in range(3):
    step(tf.ones(3))
    told(tf.ones(3))
"""
DECORATED = STEP.replace("def step", "@tf.function\ndef step")
REWRITE: list[types.CodeActionKind | str] = [types.CodeActionKind.RefactorRewrite]

RETRACED = """\
import tensorflow as tf


@tf.function
def scaled(x, factor):
    return x * factor


for number in range(3):
    scaled(tf.ones(3), number)
scaled(tf.ones(3), 7)
"""

PRINTING = """\
import tensorflow as tf


@tf.function
def step(x):
    print(f"mean {tf.reduce_mean(x)}")
    return x * 2


step(tf.ones(3))
"""


@pytest.mark.asyncio
async def test_a_function_that_could_be_a_graph_function_is_a_hint(editor: Editor) -> None:
    uri = editor.open(STEP)
    [hint] = await editor.diagnostics(uri)
    assert (hint.code, hint.severity) == ("eager-function-could-be-hybrid", types.DiagnosticSeverity.Hint)
    assert hint.range == types.Range(types.Position(3, 4), types.Position(3, 8)), "its name, and no more"
    hover = await editor.hover(uri, 3, 5)
    assert hover is not None
    assert "could run as a graph: it is given tensors and no Python literals" in hover


@pytest.mark.asyncio
async def test_what_is_taken_for_granted_stands_in_the_hover(editor: Editor) -> None:
    uri = editor.open(STEP.replace("def step(x)", "def step(x: tf.Tensor)"))
    await editor.diagnostics(uri)
    hover = await editor.hover(uri, 3, 5)
    assert hover is not None
    assert "**Taken for granted:**\n\n- `x` is a tensor, as its type hint says" in hover


@pytest.mark.asyncio
async def test_a_function_is_converted_from_its_def(editor: Editor) -> None:
    uri = editor.open(STEP)
    [action] = await editor.actions(uri, line=3, only=REWRITE)
    assert (action.title, action.kind) == ("Convert to a graph function", "refactor.rewrite")
    assert apply(STEP, action.edit) == DECORATED
    assert await editor.actions(uri, line=4, only=REWRITE) == [], "only from its header"


@pytest.mark.asyncio
async def test_a_graph_function_is_converted_back(editor: Editor) -> None:
    uri = editor.open(RETRACED)
    [action] = await editor.actions(uri, line=3, only=REWRITE)
    assert action.title == "Convert to an eager function"
    assert apply(RETRACED, action.edit) == RETRACED.replace("@tf.function\n", "")


@pytest.mark.asyncio
async def test_a_function_that_nothing_calls_is_converted_with_what_that_takes_for_granted(editor: Editor) -> None:
    [action] = await editor.actions(editor.open(STEP), line=12, only=REWRITE)
    assert action.title == (
        "Convert to a graph function (taken for granted: `x` is a tensor, as its type hint says; nothing is known to "
        "call it)"
    )


@pytest.mark.asyncio
async def test_why_a_function_cannot_be_converted_is_told_to_who_shows_it(
    unstarted_client: LanguageClient, tmp_path: Path
) -> None:
    capabilities = modern()
    assert capabilities.text_document is not None
    assert capabilities.text_document.code_action is not None
    capabilities.text_document.code_action.disabled_support = True
    await start(unstarted_client, tmp_path, capabilities)
    editor = Editor(unstarted_client, tmp_path)
    [action] = await editor.actions(editor.open(STEP), line=7, only=REWRITE)
    assert action.edit is None
    assert action.disabled is not None
    assert action.disabled.reason == "`told` cannot be converted: it prints in line 9"


@pytest.mark.asyncio
async def test_others_are_not_offered_what_cannot_be_done(editor: Editor) -> None:
    assert await editor.actions(editor.open(STEP), line=7, only=REWRITE) == []


async def lenses_of(editor: Editor, uri: str) -> list[types.CodeLens]:
    params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
    return list(await editor.client.text_document_code_lens_async(params) or ())


@pytest.mark.asyncio
async def test_no_lens_is_shown_unless_it_is_wanted(editor: Editor) -> None:
    assert await lenses_of(editor, editor.open(STEP)) == []


@pytest.mark.asyncio
async def test_the_lens_converts_and_says_why_not(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.tensortidy]\ngraph-lens = true\n")
    applied = edits_of(editor.client)
    uri = editor.open(STEP)
    lenses = await lenses_of(editor, uri)
    commands = [(lens.range.start.line, lens.command.title) for lens in lenses if lens.command is not None]
    assert commands[:2] == [(3, "Convert to a graph function"), (7, "Stays eager: it prints in line 9")]
    assert await execute(editor, "convert", uri, 3) is True
    assert apply(STEP, applied[0]) == DECORATED
    assert await execute(editor, "convert", uri, 7) is False


@pytest.mark.asyncio
async def test_calls_that_lead_to_new_traces_are_shown_beside_the_function(editor: Editor) -> None:
    uri = editor.open(RETRACED)
    [found] = await editor.diagnostics(uri)
    assert (found.code, found.range.start.line) == ("hybrid-function-should-be-eager", 4)
    told = [(item.location.range.start.line, item.message) for item in found.related_information or ()]
    assert told == [(9, "hands over another value in each pass for `factor`"), (10, "hands over `7` for `factor`")]


@pytest.mark.asyncio
async def test_printing_becomes_part_of_the_graph(editor: Editor) -> None:
    uri = editor.open(PRINTING)
    await editor.diagnostics(uri)
    [fix, *_] = await editor.actions(uri, line=5)
    assert fix.title.startswith("Use `tf.print` (unsafe: ")
    assert 'tf.print("mean ", tf.reduce_mean(x), sep="")' in apply(PRINTING, fix.edit)


@pytest.mark.asyncio
async def test_helpers_in_other_files_count(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "helpers.py").write_text("seen = []\n\n\ndef note(x):\n    seen.append(x)\n")
    body = "    helpers.note(x)\n    return x\n"
    uri = editor.open("import helpers\n" + STEP.replace("    return tf.nn.relu(x)\n", body))
    assert await editor.codes(uri) == []
