// The server's life: started again when asked to, and when it is lost.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { extension, open, PLACE, RETAINED, RULE, untilFound, untilServer, untilState } from './workspace';

suite('life', () => {
  test('it is restarted by a command', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const before = await untilServer(/ lsp$/);
    await vscode.commands.executeCommand('tensortidy.restart');
    await untilServer(/ lsp$/, before.pid);
    await untilFound(document, RULE);
  });

  test('it is started again after a crash, and nobody waits for it meanwhile', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const before = await untilServer(/ lsp$/);
    const lost = untilState('restarting');
    process.kill(before.pid, 'SIGKILL');
    await lost;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      PLACE,
    );
    if ((await extension()).server.state.kind === 'restarting') {
      assert.deepStrictEqual(hovers, []); // on a busy machine it may be back already
    }
    await untilState('running');
    await untilFound(document, RULE);
    await untilServer(/ lsp$/, before.pid);
  });
});
