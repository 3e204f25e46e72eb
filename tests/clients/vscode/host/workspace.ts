// What the tests do over and over: open a document, wait for findings, change settings.
import * as assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Exports } from '../../../../vscode-client/src/extension';
import type { State } from '../../../../vscode-client/src/status';

export const RETAINED = `import torch


def train(model: torch.nn.Module, loader, optimizer):
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
`;
export const RULE = 'graph-retention-after-backward';
/** A place within the finding. */
export const PLACE = new vscode.Position(7, 25);

/** A Python that has the server installed. */
export const PYTHON = process.env.TENSORTIDY_PYTHON ?? 'python3';

export const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

/** Writes a new file, under a name that no other test uses, and opens it in an editor. */
export async function open(text: string, name = `file${process.hrtime.bigint()}.py`): Promise<vscode.TextDocument> {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Waits until something is so, and gives it. */
export async function until<T>(what: string, probe: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail(`gave up waiting: ${what}`);
}

/** The rules that report something in a document, as soon as they are those expected. */
export async function untilFound(document: vscode.TextDocument, ...rules: string[]): Promise<vscode.Diagnostic[]> {
  const found = () => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'tensortidy');
  const codes = () => found().map(({ code }) => (typeof code === 'object' ? code.value : code));
  const what = `${path.basename(document.fileName)} has ${rules.join(', ') || 'nothing'}`;
  return until(what, () => (codes().join() === rules.join() ? found() : undefined)).catch((error: Error) => {
    throw new Error(`${error.message}; it has ${codes().join(', ') || 'nothing'}`);
  });
}

/** The extension, started. */
export async function extension(): Promise<Exports> {
  const found = vscode.extensions.getExtension<Exports>('tensortidy.tensortidy');
  assert.ok(found, 'the extension is there');
  return found.activate();
}

/** Waits until the server is in a state, or was in it for a moment since this was called. */
export async function untilState<Kind extends State['kind']>(kind: Kind): Promise<State & { kind: Kind }> {
  const { server } = await extension();
  let found = server.state;
  const listening = server.onDidChange((state) => {
    found = found.kind === kind ? found : state;
  });
  try {
    return await until(`the server is ${kind}`, () =>
      found.kind === kind ? (found as State & { kind: Kind }) : undefined,
    );
  } finally {
    listening.dispose();
  }
}

/** Sets a setting of the workspace; undefined takes it back. */
export async function set(key: string, value: unknown): Promise<void> {
  const target = vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('tensortidy').update(key, value, target);
}

/** The processes of servers that this extension host started: their numbers, and how they were started. */
export function servers(): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-ww', '-o', 'pid=,args=', '--ppid', `${process.pid}`], { encoding: 'utf8' }).split(
    '\n',
  );
  const found = lines.map((line) => /^\s*(\d+) (.*)$/.exec(line));
  const parsed = found.flatMap((item) => (item ? [{ pid: Number(item[1]), command: item[2] ?? '' }] : []));
  return parsed.filter(({ command }) => / lsp( --stdio)?$/.test(command));
}

/** Waits until one server runs, and no other, as the command line that a pattern tells. */
export function untilServer(pattern: RegExp, other?: number): Promise<{ pid: number; command: string }> {
  return until(`one server runs as ${pattern}`, () => {
    const [found, ...rest] = servers();
    const fits = found !== undefined && rest.length === 0 && found.pid !== other && pattern.test(found.command);
    return fits ? found : undefined;
  });
}

/** What is written into an output, in this extension host. */
export function written(name: string): string {
  const logs = path.join(process.env.WORKBENCH_DATA ?? '', 'logs');
  const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((file) => path.basename(file) === name);
  return files.map((file) => readFileSync(path.join(logs, file), 'utf8')).join('');
}
