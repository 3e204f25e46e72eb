// Scanning the workspace: every file, open or not, once.
import * as vscode from 'vscode';
import {
  DocumentDiagnosticReportKind,
  type LanguageClient,
  WorkDoneProgress,
  type WorkspaceDiagnosticReportPartialResult,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageclient/node';
import { own } from '../findings';
import { SECTION } from '../settings';
import type { Server } from '../server';
import { counted } from '../status';

/**
 * What the last scan found in files that are not open. What is open is looked at anyway: such a file's findings are
 * here again when it is closed.
 */
export class Scan implements vscode.Disposable {
  private readonly found = vscode.languages.createDiagnosticCollection(`${SECTION} scan`);
  private readonly latest = new Map<string, readonly vscode.Diagnostic[]>();
  private readonly subscriptions: vscode.Disposable;
  private hasScanned = false;
  private scans = 0;

  constructor(private readonly server: Server) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{py,ipynb}', true, true);
    this.subscriptions = vscode.Disposable.from(
      this.found,
      watcher,
      watcher.onDidDelete((uri) => this.found.delete(uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ opened, closed }) => {
        opened.forEach((tab) => this.opened(tab));
        closed.forEach((tab) => this.closed(tab));
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.note(uris)),
    );
  }

  /** Scans the workspace, with a notification to watch it and to cancel it by. */
  async run(): Promise<void> {
    const client = await this.server.ready();
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: 'TensorTidy scans the workspace',
      cancellable: true,
    };
    const count = await vscode.window.withProgress(options, (progress, token) => this.ask(client, progress, token));
    if (count === undefined) {
      void vscode.window.showInformationMessage('Scan cancelled. What it found stays listed.');
      return;
    }
    const limit = vscode.workspace.getConfiguration(SECTION).get<number>('workspaceDiagnosticsLimit', Infinity);
    const end = count >= limit ? ' The scan ended there: tensortidy.workspaceDiagnosticsLimit says so.' : '';
    const chosen = await vscode.window.showInformationMessage(
      `TensorTidy: ${counted(count, 'finding')} in the workspace.${end}`,
      ...(count > 0 ? ['Show Problems'] : []),
    );
    if (chosen !== undefined) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The number of findings; undefined where somebody cancelled. */
  private async ask(
    client: LanguageClient,
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    token: vscode.CancellationToken,
  ): Promise<number | undefined> {
    this.found.clear();
    this.hasScanned = true;
    this.scans += 1;
    const workDoneToken = `tensortidy-scan-${this.scans}`;
    const partialResultToken = `${workDoneToken}-found`;
    let count = 0;
    let percentage = 0;
    const take = async ({ items }: WorkspaceDiagnosticReportPartialResult): Promise<void> => {
      for (const report of items) {
        if (report.kind === DocumentDiagnosticReportKind.Full) {
          count += report.items.length;
          await this.set(client, report.uri, report.items);
        }
      }
    };
    const listeners = vscode.Disposable.from(
      client.onProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, (part) => void take(part)),
      client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
        if (step.kind === 'report') {
          progress.report({ message: step.message, increment: (step.percentage ?? percentage) - percentage });
          percentage = step.percentage ?? percentage;
        }
      }),
    );
    const params = { identifier: SECTION, previousResultIds: [], workDoneToken, partialResultToken };
    try {
      await take(await client.sendRequest(WorkspaceDiagnosticRequest.type, params, token));
    } catch (error) {
      if (!token.isCancellationRequested) {
        throw error;
      }
    } finally {
      listeners.dispose();
    }
    return token.isCancellationRequested ? undefined : count;
  }

  private async set(
    client: LanguageClient,
    uri: string,
    items: Parameters<typeof client.protocol2CodeConverter.asDiagnostics>[0],
  ): Promise<void> {
    const place = client.protocol2CodeConverter.asUri(uri);
    const diagnostics = await client.protocol2CodeConverter.asDiagnostics(items);
    if (!isOpen(place)) {
      this.found.set(place, diagnostics);
    }
  }

  /** Remembers what is said of files while they are open. */
  private note(uris: readonly vscode.Uri[]): void {
    for (const uri of uris.filter(isOpen)) {
      this.latest.set(uri.toString(), own(vscode.languages.getDiagnostics(uri)));
    }
  }

  private opened(tab: vscode.Tab): void {
    const uri = uriOf(tab);
    if (uri !== undefined) {
      this.found.delete(uri);
    }
  }

  private closed(tab: vscode.Tab): void {
    const uri = uriOf(tab);
    if (uri === undefined || isOpen(uri)) {
      return;
    }
    const known = this.latest.get(uri.toString());
    this.latest.delete(uri.toString());
    if (this.hasScanned && uri.scheme === 'file' && !tab.isDirty) {
      this.found.set(uri, known);
    }
  }
}

/** Whether a file is shown in a tab: the client asks for the findings of these. */
function isOpen(uri: vscode.Uri): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some((tab) => uriOf(tab)?.toString() === uri.toString());
}

function uriOf({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}
