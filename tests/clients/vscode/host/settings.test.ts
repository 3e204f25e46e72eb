// Settings: those that the server takes over while it runs, and those that make another server.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import {
  open,
  PYTHON,
  RETAINED,
  RULE,
  servers,
  set,
  until,
  untilFound,
  untilServer,
  untilState,
  written,
} from './workspace';

const PROGRAM = process.env.TENSORTIDY ?? 'tensortidy';

suite('settings', () => {
  teardown(async () => {
    for (const key of ['ignore', 'enable', 'importStrategy', 'interpreter', 'path', 'trace.server', 'unfixable']) {
      await set(key, undefined);
    }
    await untilState('running');
  });

  test('rules are switched off and on while the server runs', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    await set('ignore', [RULE]);
    await untilFound(document);
    await set('ignore', undefined);
    await untilFound(document, RULE);
  });

  test('the bundled server runs isolated', async () => {
    await untilServer(/ -I -S .*vscode-client\/bundled\/start\.py lsp$/);
  });

  test('the server of an environment', async () => {
    await set('interpreter', PYTHON);
    await set('importStrategy', 'fromEnvironment');
    await untilServer(/ -m tensortidy lsp$/);
    await untilFound(await open(RETAINED), RULE);
  });

  test('a program that somebody chose', async () => {
    await set('path', PROGRAM);
    await untilServer(new RegExp(`${PROGRAM} lsp$`));
    await untilFound(await open(RETAINED), RULE);
  });

  test('switched off, and on again', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    await set('enable', false);
    await untilState('off');
    await untilFound(document);
    await until('no server runs', () => (servers().length === 0 ? true : undefined));
    await set('enable', undefined);
    await untilFound(document, RULE);
  });

  test('where no Python serves, it is said what was tried', async () => {
    await set('interpreter', 'no-such-python');
    const { why } = await untilState('failed');
    assert.strictEqual(
      why,
      'TensorTidy needs Python 3.10 or later to run, and found none. Tried: no-such-python (not found).',
    );
  });

  test('what is said is written where a setting asks for it', async () => {
    const said = () => written('TensorTidy Trace.log');
    assert.strictEqual(said(), '');
    await set('trace.server', 'verbose');
    await untilFound(await open(RETAINED), RULE);
    await until('it is written', () => said().includes("'textDocument/didOpen'") || undefined);
    assert.ok(said().includes('mse_loss')); // verbose: with what it is about
    assert.match(written('TensorTidy.log'), /\[info\] TensorTidy \S+ is running\./);
  });

  test('fixes are applied on save, but those that are left out', async () => {
    const onSave = { 'source.fixAll.tensortidy': 'explicit' };
    const editor = vscode.workspace.getConfiguration('editor');
    await editor.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Workspace);
    try {
      await set('unfixable', [RULE]);
      const document = await open(RETAINED);
      await untilFound(document, RULE);
      await edit(document, '# one\n');
      await document.save();
      assert.strictEqual(document.getText(), `# one\n${RETAINED}`);
      await set('unfixable', undefined);
      await edit(document, '# two\n');
      await document.save();
      assert.strictEqual(document.getText(), `# two\n# one\n${RETAINED.replace('retain_graph=True', '')}`);
    } finally {
      await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});

async function edit(document: vscode.TextDocument, before: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.insert(document.uri, new vscode.Position(0, 0), before);
  await vscode.workspace.applyEdit(change);
}
