// A training script with leaks, for who has none at hand.
import * as vscode from 'vscode';

const NAME = 'example.py';
const FIRST_LEAK = 'def train_epoch';

/** Opens the example as a new document, which nobody has to save, where its leaks are. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'untitled', path: NAME }));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  if (document.getText() === '') {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'bundled', NAME));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), new TextDecoder().decode(bytes)));
  }
  const place = document.positionAt(document.getText().indexOf(FIRST_LEAK));
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.AtTop);
}
