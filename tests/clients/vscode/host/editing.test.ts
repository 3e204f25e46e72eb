// What somebody sees who edits a file: findings, cards, fixes, explanations.
import * as assert from 'node:assert';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { extension, folder, open, PLACE, RETAINED, RULE, until, untilFound } from './workspace';

const FIXED = RETAINED.replace('retain_graph=True', '');

suite('editing', () => {
  test('the extension is started by a Python file', async () => {
    await open(RETAINED);
    await until('it is active', () => vscode.extensions.getExtension('tensortidy.tensortidy')?.isActive || undefined);
    await extension();
  });

  test('findings arrive, and go with what they are about', async () => {
    const document = await open(RETAINED);
    const [finding] = await untilFound(document, RULE);
    assert.strictEqual(finding?.range.start.line, 7);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, finding.range, '');
    await vscode.workspace.applyEdit(edit);
    await untilFound(document);
  });

  test('the card does not repeat the message, and leads to the page', async () => {
    const document = await open(RETAINED);
    const [finding] = await untilFound(document, RULE);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      PLACE,
    );
    const card = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]).find((item) => item.value);
    assert.match(card?.value ?? '', /### Graph Retention After Backward Pass/);
    assert.match(card?.value ?? '', /\*\*Bad\*\*[^]*```python[^]*\*\*Good\*\*[^]*```python/);
    assert.ok(!card?.value.includes(finding?.message ?? ''));
    assert.match(card?.value ?? '', /\[Read more\]\(command:tensortidy\.explainRule\?/);
  });

  test('a quick fix can be applied', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(PLACE, PLACE),
      vscode.CodeActionKind.QuickFix.value,
    );
    const [fix] = actions;
    assert.strictEqual(fix?.title, 'Remove `retain_graph=True`');
    assert.ok(fix.isPreferred);
    assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
    assert.strictEqual(document.getText(), FIXED);
  });

  test('everything is fixed by a command', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    await vscode.commands.executeCommand('tensortidy.fixAll');
    assert.strictEqual(document.getText(), FIXED);
  });

  test('a finding is ignored by a command', async () => {
    const document = await open(RETAINED);
    await untilFound(document, RULE);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(PLACE, PLACE);
    await vscode.commands.executeCommand('tensortidy.ignoreHere');
    assert.ok(document.lineAt(7).text.endsWith(`# tensortidy: ignore[${RULE}]`));
    await untilFound(document);
  });

  test('pages are documents that anyone can read', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('tensortidy:/rules/unclosed-resource.md'));
    assert.match(page.getText(), /^# Unclosed Resource Leak\n/);
    const none = await vscode.workspace.openTextDocument(vscode.Uri.parse('tensortidy:/rules/gone.md'));
    assert.strictEqual(none.getText(), 'There is no rule `gone`.');
  });

  test('a scan finds what is in files that are not open, and what is open is not listed twice', async () => {
    const file = path.join(folder, 'unopened.py');
    writeFileSync(file, RETAINED);
    const listed = () => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length || undefined;
    void vscode.commands.executeCommand('tensortidy.scanWorkspace'); // ends when its last message is read
    assert.strictEqual(await until('the file is scanned', listed), 1);
    const document = await open(RETAINED, 'unopened.py');
    await untilFound(document, RULE);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.strictEqual(await until('it is still listed', listed), 1);
  });

  test('a line is explained', async () => {
    await open(RETAINED, 'explained.py');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(PLACE, PLACE);
    await vscode.commands.executeCommand('tensortidy.explainHere');
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('tensortidy:/explained.py, line 8'));
    assert.match(page.getText(), /`loss`: graph tensor/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('what is wrong with a configuration is shown in it', async () => {
    const document = await open('[tool.tensortidy]\nslect = []\n', 'pyproject.toml');
    const problem = await until('it is told', () => vscode.languages.getDiagnostics(document.uri)[0]);
    assert.match(problem.message, /did you mean `select`/);
    const edit = new vscode.WorkspaceEdit();
    edit.delete(document.uri, new vscode.Range(0, 0, 2, 0));
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await untilFound(document);
  });
});
