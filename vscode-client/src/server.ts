// The one server: how it is found, started, stopped, and started again when it is lost.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';
import { Backoff } from './backoff';
import type { Busy } from './busy';
import { EXPLAIN, fitted } from './card';
import { own } from './findings';
import { chosenInterpreter } from './interpreter';
import * as launch from './launch';
import { findPython, noPythonMessage, type Run, usualNames } from './python';
import { runIn } from './run';
import { documentSelector } from './selectors';
import { readSettings, SECTION, type Settings } from './settings';
import { Trouble } from './trouble';
import type { State } from './status';

const LONGEST_GOODBYE = 2_000; // milliseconds that a server may take to stop

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private current: State = { kind: 'off' };
  private readonly changed = new vscode.EventEmitter<State>();
  private readonly backoff = new Backoff();
  private readonly run: Run;
  private turn: Promise<void> = Promise.resolve();
  private isDisposed = false;

  /** Told of each new state. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly folder: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly trace: vscode.LogOutputChannel,
    private readonly busy: Busy,
  ) {
    this.run = runIn(folder);
  }

  get state(): State {
    return this.current;
  }

  /** The client of a server that runs; undefined where none does. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() ? this.client : undefined;
  }

  /** The client of a server that runs; waits for one that is about to. Throws Trouble where none will. */
  async ready(): Promise<LanguageClient> {
    await this.turn;
    if (this.running === undefined) {
      throw new Trouble(
        this.current.kind === 'off' ? 'TensorTidy is switched off in the settings.' : 'TensorTidy is not running.',
      );
    }
    return this.running;
  }

  /** Starts the server that the settings ask for, in place of the one that runs. */
  restart(): Promise<void> {
    this.backoff.forget();
    return this.inTurn(async () => {
      await this.stop();
      await this.start();
    });
  }

  /** Stops the server for good. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.inTurn(() => this.stop());
    this.changed.dispose();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work).catch((error: unknown) => this.fail(error));
    return this.turn;
  }

  private async start(): Promise<void> {
    const settings = this.settings();
    if (!settings.enable || this.isDisposed) {
      this.enter({ kind: 'off' });
      return;
    }
    this.enter({ kind: 'starting' });
    const found = await this.command(settings);
    this.log.info(`Starting ${launch.asTyped(found)}`);
    const options = { command: found.command, args: found.args, options: { cwd: this.folder } };
    const client = new LanguageClient(SECTION, 'TensorTidy', options, this.clientOptions());
    client.registerFeature(new AskedByHand());
    this.client = client;
    await client.start();
    const version = client.initializeResult?.serverInfo?.version ?? 'of unknown version';
    this.log.info(`TensorTidy ${version} is running.`);
    this.enter({ kind: 'running' });
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose(LONGEST_GOODBYE);
    } catch (error) {
      this.log.warn(`The server did not stop as it should: ${String(error)}`);
    }
  }

  private settings(): Settings {
    const configuration = vscode.workspace.getConfiguration(SECTION);
    const workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return readSettings((key) => configuration.get(key), { home: homedir(), workspaceFolder });
  }

  /** The command that the settings ask for. Throws Trouble where there is none. */
  private async command(settings: Settings): Promise<launch.Launch> {
    if (settings.path) {
      return launch.fromPath(settings.path);
    }
    const chosen = settings.interpreter || (await chosenInterpreter(this.log));
    const candidates = settings.interpreter
      ? [settings.interpreter]
      : [...(chosen ? [chosen] : []), ...usualNames(process.platform)];
    const search = await findPython(candidates, this.run);
    if (search.python === undefined) {
      throw new Trouble(noPythonMessage(search.tried), 'interpreter');
    }
    this.log.info(`Python ${search.python.version.join('.')}: ${search.python.executable}`);
    if (settings.importStrategy === 'useBundled') {
      return launch.bundled(search.python, this.folder);
    }
    if (!(await launch.isInstalled(search.python, this.run))) {
      throw new Trouble(launch.notInstalledMessage(search.python), 'importStrategy');
    }
    return launch.fromEnvironment(search.python);
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: documentSelector(),
      outputChannel: this.log,
      traceOutputChannel: this.trace,
      middleware: {
        provideDiagnostics: (document, previous, token, next) =>
          this.busy.during(Promise.resolve(next(document, previous, token))),
        provideHover: async (document, position, token, next) => fit(document, await next(document, position, token)),
      },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.lost(),
      },
    };
  }

  /** The server is gone, and nobody asked it to go: it is started again, a little later each time. */
  private lost(): CloseHandlerResult {
    const handled = { action: CloseAction.DoNotRestart, handled: true, message: 'The server stopped unexpectedly.' };
    if (this.current.kind === 'starting') {
      return handled; // who starts it is told
    }
    const wait = this.backoff.afterCrash();
    if (wait === undefined) {
      this.fail(new Trouble("TensorTidy's server keeps stopping, and is not started again.", 'restart'));
      return handled;
    }
    this.enter({ kind: 'restarting', seconds: wait / 1000 });
    const client = this.client;
    setTimeout(() => void this.inTurn(() => this.replace(client)), wait);
    return handled;
  }

  /** Starts a server in place of one that is lost, unless somebody else did. */
  private async replace(lost: LanguageClient | undefined): Promise<void> {
    if (this.client === lost) {
      await this.stop();
      await this.start();
    }
  }

  private fail(error: unknown): void {
    const trouble = Trouble.of(error);
    this.log.error(trouble.message);
    this.enter({ kind: 'failed', why: trouble.message });
    void trouble.tell();
  }

  private enter(state: State): void {
    if (this.isDisposed) {
      return;
    }
    this.current = state;
    void vscode.commands.executeCommand('setContext', 'tensortidy.running', state.kind === 'running');
    this.changed.fire(state);
  }
}

/**
 * What the server offers and the client must not take up by itself: it would ask for problems of the whole workspace
 * every two seconds, and register the server's commands under the names of those for people.
 */
class AskedByHand implements StaticFeature {
  preInitialize: StaticFeature['preInitialize'] = (capabilities) => {
    if (capabilities.diagnosticProvider) {
      capabilities.diagnosticProvider.workspaceDiagnostics = false;
    }
    delete capabilities.executeCommandProvider;
  };
  fillClientCapabilities(): void {
    // nothing is promised
  }
  initialize(): void {
    // nothing to do
  }
  getState(): ReturnType<StaticFeature['getState']> {
    return { kind: 'static' };
  }
  clear(): void {
    // nothing is kept
  }
}

/** Fits the cards of a hover in with the diagnostics that VS Code shows above them. */
function fit<Shown extends vscode.Hover | null | undefined>(document: vscode.TextDocument, hover: Shown): Shown {
  const messages = own(vscode.languages.getDiagnostics(document.uri)).map(({ message }) => message);
  for (const content of hover?.contents ?? []) {
    if (content instanceof vscode.MarkdownString) {
      content.value = fitted(content.value, messages);
      content.isTrusted = { enabledCommands: [EXPLAIN] };
    }
  }
  return hover;
}
