// A workspace that names programs of its own in its settings: they are run where it is trusted, and not before.
// usage: node untrusted.mjs VSIX
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { openBrowser, startServer, until } from './workbench.mjs';

const SCRIPT = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n';
const vsix = path.resolve(process.argv[2]);
const workspace = mkdtempSync(path.join(tmpdir(), 'workspace-'));
const canary = path.join(workspace, 'canary');
const settings = {
  'tensortidy.interpreter': '${workspaceFolder}/python3',
  'tensortidy.importStrategy': 'fromEnvironment',
};
mkdirSync(path.join(workspace, '.vscode'));
writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
writeFileSync(path.join(workspace, 'train.py'), SCRIPT);
writeFileSync(path.join(workspace, 'python3'), `#!/bin/sh\ntouch '${canary}'\nexit 1\n`);
chmodSync(path.join(workspace, 'python3'), 0o755);

async function visit(trust, look) {
  const restricted = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  const server = await startServer({ vsix, trust, settings: trust ? {} : restricted });
  const { browser, page } = await openBrowser();
  try {
    const editor = new Editor(page, server.url);
    await editor.openFolder(workspace);
    await editor.openFile('train.py');
    await look(editor);
  } finally {
    await browser.close();
    server.stop();
  }
}

let code = 0;
try {
  await visit(false, (editor) => editor.findings(1));
  if (existsSync(canary)) throw new Error('a program of the workspace was run');
  console.log('ok untrusted: findings, and no program of the workspace was run');
  await visit(true, () => until('the program is run', () => existsSync(canary)));
  console.log('ok trusted: the settings of the workspace count');
} catch (error) {
  console.log(`FAILED ${error}`);
  code = 1;
}
rmSync(workspace, { recursive: true, force: true });
process.exit(code);
