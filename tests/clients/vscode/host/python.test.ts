// The interpreter that the Python extension has chosen; a stand-in for it, ../python-extension, is told by the tests.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { open, PYTHON, RETAINED, RULE, servers, set, until, untilFound, untilState } from './workspace';

async function choose(path: string): Promise<void> {
  const found = vscode.extensions.getExtension<{ choose(path: string): void }>('ms-python.python');
  (await found?.activate())?.choose(path);
}

suite('the Python extension', () => {
  teardown(async () => {
    await choose('');
    await set('importStrategy', undefined);
    await vscode.commands.executeCommand('tensortidy.restart');
    await untilState('running');
  });

  test('its interpreter runs the bundled server', async () => {
    await choose(PYTHON);
    await vscode.commands.executeCommand('tensortidy.restart');
    await untilFound(await open(RETAINED), RULE);
    assert.match(servers()[0]?.command ?? '', new RegExp(`^${PYTHON} -I -S .*start\\.py lsp$`));
  });

  test('the server of an environment follows it', async () => {
    await set('importStrategy', 'fromEnvironment');
    await choose(PYTHON);
    await until('it runs there', () => servers().find(({ command }) => command === `${PYTHON} -m tensortidy lsp`));
    await untilFound(await open(RETAINED), RULE);
  });
});
