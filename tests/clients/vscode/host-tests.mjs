// Runs the tests under host/ inside VS Code's own extension host, with the extension as it is built in vscode-client.
// The workbench takes what to run from the address, and reports by two functions of the page.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extension, openBrowser, root, startServer } from './workbench.mjs';

const LIMIT = 800_000; // milliseconds

const source = path.join(root, 'tests/clients/vscode/host');
const built = path.join(root, '.editors/vscode/host'); // mocha is found from there
mkdirSync(built, { recursive: true });
const flags = [
  '--bundle',
  '--format=cjs',
  '--platform=node',
  '--target=node20',
  '--external:vscode',
  '--external:mocha',
];
const done = spawnSync(
  path.join(extension, 'node_modules/.bin/esbuild'),
  [...readdirSync(source).map((name) => path.join(source, name)), ...flags, `--outdir=${built}`, '--log-level=warning'],
  { stdio: 'inherit' },
);
if (done.status !== 0) process.exit(1);

const workspace = mkdtempSync(path.join(tmpdir(), 'workspace-'));
const standIn = path.join(root, 'tests/clients/vscode/python-extension');
const server = await startServer({ unpacked: { 'ms-python.python-0.0.1': standIn } });
const { browser, page } = await openBrowser();
const remote = (file) => `vscode-remote://${new URL(server.url).host}${file}`;
const payload = [
  ['extensionDevelopmentPath', remote(extension)],
  ['extensionTestsPath', remote(path.join(built, 'index.js'))],
  ['skipWelcome', 'true'],
];
const code = await new Promise((resolve) => {
  const timer = setTimeout(() => {
    console.log('the tests did not end in time');
    resolve(124);
  }, LIMIT);
  const finish = (result) => {
    clearTimeout(timer);
    resolve(result);
  };
  const start = async () => {
    await page.exposeFunction('codeAutomationLog', (_, [first, ...rest]) => {
      const [, told] = `${first}`.split('[test] '); // all else is the workbench's own
      if (told || process.env.VERBOSE) console.log(told ?? first, ...rest);
    });
    await page.exposeFunction('codeAutomationExit', finish);
    const query = `folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`${server.url}/?${query}`);
  };
  start().catch((error) => {
    console.log(`${error}`);
    finish(1);
  });
});
await browser.close();
server.stop();
rmSync(workspace, { recursive: true, force: true });
process.exit(code);
