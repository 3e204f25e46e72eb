// Explaining: what a rule is about, and what the server believes of a line.
import * as path from 'node:path';
import * as vscode from 'vscode';
import { own, ruleOf } from '../findings';
import type { Pages } from '../pages';
import { ask } from '../requests';
import type { Server } from '../server';

export async function explainRule(server: Server, pages: Pages, name?: unknown): Promise<void> {
  const rule = typeof name === 'string' ? name : await chooseRule(server);
  if (rule !== undefined) {
    await pages.showRule(rule);
  }
}

export async function explainHere(server: Server, pages: Pages): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return;
  }
  const client = await server.ready();
  const line = editor.selection.active.line;
  const told = await ask(client, 'explain', client.code2ProtocolConverter.asUri(editor.document.uri), line);
  if (told === null) {
    void vscode.window.showInformationMessage('TensorTidy explains lines of Python files only.');
    return;
  }
  await pages.show(`${path.basename(editor.document.fileName)}, line ${line + 1}`, told);
}

/** Lets one choose a rule: those that find something at the cursor first, then those of the file. */
async function chooseRule(server: Server): Promise<string | undefined> {
  const rules = await ask(await server.ready(), 'rules');
  const { here, inFile } = rulesAround(vscode.window.activeTextEditor);
  const found = rules.filter(({ name }) => here.has(name) || inFile.has(name));
  const rank = ({ name }: { name: string }): number => (here.has(name) ? 0 : 1);
  const others = rules.filter((rule) => !found.includes(rule));
  const separator = (label: string): vscode.QuickPickItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const items = [
    ...(found.length > 0 ? [separator('in this file')] : []),
    ...found.sort((a, b) => rank(a) - rank(b)).map(asItem),
    ...(found.length > 0 ? [separator('all others')] : []),
    ...others.map(asItem),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Explain which rule?', matchOnDetail: true });
  return chosen?.label;
}

function asItem({ name, summary }: { name: string; summary: string }): vscode.QuickPickItem {
  return { label: name, detail: summary.replaceAll('`', '') };
}

function rulesAround(editor: vscode.TextEditor | undefined): { here: Set<string>; inFile: Set<string> } {
  const here = new Set<string>();
  const inFile = new Set<string>();
  for (const item of editor ? own(vscode.languages.getDiagnostics(editor.document.uri)) : []) {
    const rule = ruleOf(item);
    if (rule !== undefined) {
      inFile.add(rule);
      if (editor?.selection.intersection(item.range)) {
        here.add(rule);
      }
    }
  }
  return { here, inFile };
}
