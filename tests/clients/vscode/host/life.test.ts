// The server's life: started again when asked to, and when it is lost.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { extension, open, PLACE, RETAINED, RULE, servers, until, untilFound, untilState } from './workspace';

suite('life', () => {
  test('it is restarted by a command', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const [before] = servers();
    await vscode.commands.executeCommand('tensortidy.restart');
    const [after] = await until('there is another', () => (servers()[0]?.pid !== before?.pid ? servers() : undefined));
    assert.ok(after);
    await untilFound(document, RULE);
  });

  test('it is started again after a crash, and nobody waits for it meanwhile', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const [before] = servers();
    assert.ok(before);
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
    assert.notStrictEqual(servers()[0]?.pid, before.pid);
  });
});
