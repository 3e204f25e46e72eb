// Where VS Code enters: what there is, and who is told of what.
import * as vscode from 'vscode';
import { Busy } from './busy';
import { openExample } from './commands/example';
import { explainHere, explainRule } from './commands/explain';
import { fixAll, fixAllOfRule } from './commands/fix';
import { ignoreHere } from './commands/ignore';
import { Scan } from './commands/scan';
import { onInterpreterChosen } from './interpreter';
import { Pages } from './pages';
import { Server } from './server';
import { needsRestart } from './settings';
import { StatusItem } from './statusItem';
import { TraceOutput } from './trace';
import { Trouble } from './trouble';

let server: Server | undefined;

/** What other extensions, and the tests, are given. */
export interface Exports {
  server: Server;
}

export function activate(context: vscode.ExtensionContext): Exports {
  const log = vscode.window.createOutputChannel('TensorTidy', { log: true });
  const trace = new TraceOutput();
  const busy: Busy = new Busy(() => status.update());
  const started = new Server(context.extensionPath, log, trace.channel, busy);
  server = started;
  const status = new StatusItem(started, busy);
  const pages = new Pages(started);
  const scan = new Scan(started);
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    fixAll: () => fixAll(started),
    fixAllOfRule: () => fixAllOfRule(started),
    explainRule: (name) => explainRule(started, pages, name),
    explainHere: () => explainHere(started, pages),
    ignoreHere: () => ignoreHere(),
    scanWorkspace: () => scan.run(),
    openExample: () => openExample(context.extensionUri),
    restart: () => started.restart(),
    showLog: () => log.show(),
  };
  for (const [name, run] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(`tensortidy.${name}`, telling(run)));
  }
  context.subscriptions.push(
    log,
    trace,
    status,
    pages,
    scan,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (needsRestart((section) => event.affectsConfiguration(section))) {
        void started.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
  );
  void started.restart();
  void followInterpreter(context, started, log);
  return { server: started };
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}

/** Starts the server anew when another interpreter is chosen, and it comes from there, or there was none that served. */
async function followInterpreter(
  context: vscode.ExtensionContext,
  followed: Server,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const subscription = await onInterpreterChosen(() => {
    const isFromThere = vscode.workspace.getConfiguration('tensortidy').get('importStrategy') === 'fromEnvironment';
    if (isFromThere || followed.state.kind === 'failed') {
      void followed.restart();
    }
  }, log);
  if (subscription !== undefined) {
    context.subscriptions.push(subscription);
  }
}

/** A command that tells what went wrong, with what to do about it. */
function telling(run: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args);
    } catch (error) {
      await Trouble.of(error).tell();
    }
  };
}
