// Ignoring a finding by a comment on its line.
import * as vscode from 'vscode';

const KIND = 'quickfix.ignore';

export async function ignoreHere(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return;
  }
  const line = editor.document.lineAt(editor.selection.active.line).range;
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    editor.document.uri,
    line,
    KIND,
  );
  const offered = actions.filter(({ edit }) => edit !== undefined);
  if (offered.length === 0) {
    void vscode.window.showInformationMessage('TensorTidy finds nothing on this line that could be ignored.');
    return;
  }
  const items = offered.map((action) => ({ label: action.title, action }));
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items);
  if (chosen?.action.edit !== undefined) {
    await vscode.workspace.applyEdit(chosen.action.edit);
  }
}
