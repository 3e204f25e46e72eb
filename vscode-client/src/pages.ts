// Pages that the server writes, shown beside the code: cards of rules, and what is believed of a line.
import * as vscode from 'vscode';
import { ask } from './requests';
import type { Server } from './server';

const SCHEME = 'tensortidy';
const RULES = '/rules/';

/**
 * Read-only Markdown documents, which VS Code's own preview shows; it runs no scripts.
 *
 * `tensortidy:/rules/unclosed-resource.md` is the page of a rule, which pages refer to as `unclosed-resource.md`.
 */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {}

  /** Shows the page of a rule in a side view. */
  async showRule(name: string): Promise<void> {
    await preview(vscode.Uri.from({ scheme: SCHEME, path: `${RULES}${name}.md` }));
  }

  /** Shows a text in a side view, under a title. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    await preview(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (!uri.path.startsWith(RULES)) {
      return this.texts.get(uri.path) ?? '';
    }
    const name = uri.path.slice(RULES.length).replace(/\.md$/, '');
    return (await ask(await this.server.ready(), 'page', name)) ?? `There is no rule \`${name}\`.`;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

function preview(uri: vscode.Uri): Thenable<unknown> {
  return vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}
