// The server's own commands, as docs/editors.md describes them.
import { ExecuteCommandRequest, type LanguageClient } from 'vscode-languageclient/node';

/** A rule, as a list shows it. */
export interface Rule {
  name: string;
  title: string;
  summary: string;
}

interface Commands {
  /** What is believed of a line, from 0. */
  explain: { arguments: [uri: string, line: number]; result: string | null };
  /** Fixes all in a file, or all of one rule; says whether anything was there to fix. */
  fixAll: { arguments: [uri: string, rule?: string]; result: boolean };
  /** The page of a rule. */
  page: { arguments: [name: string]; result: string | null };
  /** All rules. */
  rules: { arguments: []; result: Rule[] };
}

/** Has the server execute one of its commands. */
export function ask<Name extends keyof Commands>(
  client: LanguageClient,
  name: Name,
  ...args: Commands[Name]['arguments']
): Promise<Commands[Name]['result']> {
  const params = { command: `tensortidy.${name}`, arguments: args };
  return client.sendRequest(ExecuteCommandRequest.type, params) as Promise<Commands[Name]['result']>;
}
