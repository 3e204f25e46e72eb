// The interpreter that the Python extension has chosen; a stand-in for it, ../python-extension, is told by the tests.
import * as vscode from 'vscode';
import { open, PYTHON, RETAINED, RULE, set, untilFound, untilServer, untilState } from './workspace';

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
    await untilServer(new RegExp(`^${PYTHON} -I -S .*start\\.py lsp$`));
    await untilFound(await open(RETAINED), RULE);
  });

  test('the server of an environment follows it', async () => {
    await set('importStrategy', 'fromEnvironment');
    await choose(PYTHON);
    await untilServer(new RegExp(`^${PYTHON} -m tensortidy lsp$`));
    await untilFound(await open(RETAINED), RULE);
  });
});
