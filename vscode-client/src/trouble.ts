// What goes wrong where somebody can do something about it.
import * as vscode from 'vscode';
import { SECTION } from './settings';

/** What a button may lead to: a setting, or another try. */
export type Remedy = 'interpreter' | 'importStrategy' | 'restart';

const DOWNLOADS = 'https://www.python.org/downloads/';

/** An error whose message is written for people, with what to do about it. */
export class Trouble extends Error {
  constructor(
    message: string,
    private readonly remedy?: Remedy,
  ) {
    super(message);
  }

  /** Any error as trouble. */
  static of(error: unknown): Trouble {
    return error instanceof Trouble
      ? error
      : new Trouble(
          `TensorTidy's server could not be started: ${error instanceof Error ? error.message : String(error)}`,
          'restart',
        );
  }

  /** Shows the message with its buttons, and does what is chosen. */
  async tell(): Promise<void> {
    const buttons = new Map(this.buttons());
    const chosen = await vscode.window.showErrorMessage(this.message, ...buttons.keys());
    await buttons.get(chosen ?? '')?.();
  }

  private buttons(): [string, () => Thenable<unknown>][] {
    const log: [string, () => Thenable<unknown>] = ['Show Log', () => execute('tensortidy.showLog')];
    switch (this.remedy) {
      case 'interpreter':
        return [
          ['Choose a Python', () => openSetting('interpreter')],
          ['Get Python', () => vscode.env.openExternal(vscode.Uri.parse(DOWNLOADS))],
          log,
        ];
      case 'importStrategy':
        return [['Choose the Server', () => openSetting('importStrategy')], log];
      case 'restart':
        return [['Restart', () => execute('tensortidy.restart')], log];
      default:
        return [log];
    }
  }
}

/** A setting that names a program belongs to the machine that runs it, whose settings a remote window shows apart. */
function openSetting(key: string): Thenable<unknown> {
  const query = `${SECTION}.${key}`;
  return vscode.env.remoteName === undefined
    ? execute('workbench.action.openSettings', query)
    : execute('workbench.action.openRemoteSettings', { query });
}

function execute(command: string, ...args: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args);
}
