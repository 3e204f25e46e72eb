// Settings: those that the server takes over while it runs, and those that make another server.
import * as assert from 'node:assert';
import { open, RETAINED, RULE, servers, set, untilFound, untilState } from './workspace';

const PYTHON = process.env.TENSORTIDY_PYTHON ?? 'python3';
const PROGRAM = process.env.TENSORTIDY ?? 'tensortidy';

suite('settings', () => {
  teardown(async () => {
    for (const key of ['ignore', 'enable', 'importStrategy', 'interpreter', 'path']) {
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

  test('the bundled server runs isolated', () => {
    const [server, ...others] = servers();
    assert.match(server?.command ?? '', / -I -S .*vscode-client\/bundled\/start\.py lsp$/);
    assert.deepStrictEqual(others, []);
  });

  test('the server of an environment', async () => {
    await set('interpreter', PYTHON);
    await set('importStrategy', 'fromEnvironment');
    await untilFound(await open(RETAINED), RULE);
    assert.match(servers()[0]?.command ?? '', / -m tensortidy lsp$/);
  });

  test('a program that somebody chose', async () => {
    await set('path', PROGRAM);
    await untilFound(await open(RETAINED), RULE);
    assert.ok(servers()[0]?.command.includes(PROGRAM));
  });

  test('switched off, and on again', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    await set('enable', false);
    await untilState('off');
    await untilFound(document);
    assert.deepStrictEqual(servers(), []);
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
});
