// The item in the status bar.
import * as vscode from 'vscode';
import type { Busy } from './busy';
import { own } from './findings';
import { LANGUAGES } from './selectors';
import type { Server } from './server';
import { statusOf } from './status';

const PRIORITY = -10; // left of what is about the file itself

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'tensortidy.status',
    vscode.StatusBarAlignment.Right,
    PRIORITY,
  );
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly server: Server,
    private readonly busy: Busy,
  ) {
    this.item.name = 'TensorTidy';
    this.subscriptions = vscode.Disposable.from(
      this.item,
      server.onDidChange(() => this.update()),
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.languages.onDidChangeDiagnostics(() => this.update()),
    );
    this.update();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Shows what is so now. */
  update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const applies = document !== undefined && LANGUAGES.includes(document.languageId);
    void vscode.commands.executeCommand('setContext', 'tensortidy.applies', applies);
    const { state } = this.server;
    if (!applies && state.kind !== 'failed') {
      this.item.hide();
      return;
    }
    const shown = document ? documentsShown(document) : [];
    const findings = shown.flatMap(({ uri }) => own(vscode.languages.getDiagnostics(uri))).length;
    const status = statusOf(state, findings, this.busy.isBusy);
    this.item.text = status.text;
    this.item.tooltip = status.tooltip;
    this.item.command = status.command;
    this.item.accessibilityInformation = { label: `TensorTidy: ${status.tooltip}` };
    this.item.backgroundColor = status.isError ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }
}

/** A document; or all cells of the notebook that it is a cell of. */
function documentsShown(document: vscode.TextDocument): vscode.TextDocument[] {
  const notebook = vscode.workspace.notebookDocuments.find((item) =>
    item.getCells().some((cell) => cell.document === document),
  );
  return notebook?.getCells().map((cell) => cell.document) ?? [document];
}
