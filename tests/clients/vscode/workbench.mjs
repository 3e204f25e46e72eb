// The VS Code workbench as code-server serves it, in headless Chromium: started in a scratch folder, and ended.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(fileURLToPath(import.meta.url), '../../../..');
export const extension = path.join(root, 'vscode-client');
const installed = path.join(root, '.editors/vscode');
const entry = path.join(installed, 'node_modules/code-server/out/node/entry.js');

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'files.autoSave': 'off', // as in VS Code on a desktop
  'editor.fontFamily': 'DejaVu Sans Mono',
  'editor.minimap.enabled': false,
  'editor.hover.sticky': true,
};

/** Waits until a question is answered with something true. Throws with the message after so many seconds. */
export async function until(message, question, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`gave up waiting: ${message}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Starts code-server with an extension (a .vsix, or a folder under a name with a version) and user settings. */
export async function startServer({ vsix, unpacked = {}, settings = {}, trust = true }) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'workbench-'));
  const data = path.join(scratch, 'data');
  const folders = ['--config', path.join(scratch, 'config.yaml'), '--user-data-dir', data];
  folders.push('--extensions-dir', path.join(scratch, 'extensions'));
  mkdirSync(path.join(data, 'User'), { recursive: true });
  writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
  for (const [name, folder] of Object.entries(unpacked)) {
    cpSync(folder, path.join(scratch, 'extensions', name), { recursive: true });
  }
  if (vsix) {
    const done = spawnSync(process.execPath, [entry, ...folders, '--install-extension', vsix, '--force']);
    if (done.status !== 0) throw new Error(`the extension cannot be installed: ${done.stdout}${done.stderr}`);
  }
  const port = await freePort();
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'];
  flags.push('--disable-getting-started-override', ...(trust ? ['--disable-workspace-trust'] : []));
  const child = spawn(process.execPath, [entry, ...folders, ...flags], {
    env: { ...process.env, WORKBENCH_DATA: data },
    stdio: 'ignore',
    detached: true, // a group of its own, to be ended with all that it started
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it ended by itself
    }
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    await until('code-server answers', () =>
      fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  } catch (error) {
    stop();
    throw error;
  }
  return { url, data, stop };
}

/** Opens a browser with a fresh profile; gives its page, which has a size in pixels. */
export async function openBrowser(viewport = { width: 1280, height: 800 }) {
  const { chromium } = createRequire(path.join(installed, 'package.json'))('playwright-core');
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, headless: true, args });
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(60_000); // a busy machine takes its time
  return { browser, page };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
