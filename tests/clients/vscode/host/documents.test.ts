// What else is looked at beside Python files: cells of notebooks, and what sets environment variables.
import * as assert from 'node:assert';
import * as vscode from 'vscode';
import { open, RETAINED, RULE, until, untilFound } from './workspace';

const MISMATCH = 'library-path-mismatch';
const ENVIRONMENTS: Record<string, string> = {
  'train.sh': 'export CUDA_HOME=/usr/local/cuda-11.8\nexport LD_LIBRARY_PATH=/usr/local/cuda-11.2/lib64\n',
  Dockerfile: 'FROM ubuntu\nENV CUDA_HOME=/usr/local/cuda-11.8\nENV LD_LIBRARY_PATH=/usr/local/cuda-11.2/lib64\n',
  '.env': 'CUDA_HOME=/usr/local/cuda-11.8\nLD_LIBRARY_PATH=/usr/local/cuda-11.2/lib64\n',
};

suite('documents', () => {
  for (const [name, text] of Object.entries(ENVIRONMENTS)) {
    test(name, async () => {
      await untilFound(await open(text, name), MISMATCH);
    });
  }

  test('cells of a notebook, which are one program', async () => {
    const [imports, ...rest] = RETAINED.split('\n\n');
    const cell = (text: string) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const content = new vscode.NotebookData([cell(imports ?? ''), cell(rest.join('\n\n'))]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', content);
    const editor = await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(1);
    await untilFound(document, RULE);
    editor.selection = new vscode.NotebookRange(1, 2);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until('the cell is edited', () => vscode.window.activeTextEditor?.document === document || undefined);
    await vscode.commands.executeCommand('tensortidy.fixAll');
    assert.ok(document.getText().includes('loss.backward()'), document.getText());
    await untilFound(document);
  });
});
