// Fixing a whole file: all that is safe, or all of one rule.
import * as vscode from 'vscode';
import { fixableRules } from '../findings';
import { ask } from '../requests';
import type { Server } from '../server';
import { counted } from '../status';

const NOTHING = 'TensorTidy finds nothing in this file that it could fix safely.';

export async function fixAll(server: Server, rule?: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    return;
  }
  const client = await server.ready();
  const uri = client.code2ProtocolConverter.asUri(document.uri);
  const isFixed = await (rule === undefined ? ask(client, 'fixAll', uri) : ask(client, 'fixAll', uri, rule));
  if (!isFixed) {
    void vscode.window.showInformationMessage(NOTHING);
  }
}

export async function fixAllOfRule(server: Server): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const rules = document ? fixableRules(vscode.languages.getDiagnostics(document.uri)) : [];
  if (rules.length === 0) {
    void vscode.window.showInformationMessage(NOTHING);
    return;
  }
  const items = rules.map(({ rule, count }) => ({ label: rule, description: counted(count, 'finding') }));
  const chosen = await vscode.window.showQuickPick(items, { title: 'Fix all findings of which rule?' });
  if (chosen !== undefined) {
    await fixAll(server, chosen.label);
  }
}
