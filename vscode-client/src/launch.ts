// The command that starts the server. Nothing here needs `vscode`.
import * as path from 'node:path';
import type { Python, Run } from './python';

/** A program with its arguments. */
export interface Launch {
  command: string;
  args: string[];
}

/**
 * The server that comes with the extension. It is isolated: neither environment variables nor what is installed for
 * that Python has a say in what is imported.
 */
export function bundled(python: Python, extensionFolder: string): Launch {
  const start = path.join(extensionFolder, 'bundled', 'start.py');
  return { command: python.executable, args: ['-I', '-S', start, 'lsp'] };
}

/** The server that is installed for a Python. It has to be started in a folder that holds no Python code. */
export function fromEnvironment(python: Python): Launch {
  return { command: python.executable, args: ['-m', 'tensortidy', 'lsp'] };
}

/** A `tensortidy` program that somebody chose. */
export function fromPath(program: string): Launch {
  return { command: program, args: ['lsp'] };
}

/** Whether the server is installed for a Python. */
export async function isInstalled(python: Python, run: Run): Promise<boolean> {
  try {
    await run(python.executable, ['-c', 'import tensortidy.lsp']);
    return true;
  } catch {
    return false;
  }
}

/** What to tell someone whose environment has no server. */
export function notInstalledMessage(python: Python): string {
  return (
    `TensorTidy is not installed for ${python.executable}, where tensortidy.importStrategy looks for it. ` +
    'Install it there (pip install tensortidy), or use the server that comes with the extension.'
  );
}

/** A command as somebody would type it, for the log. */
export function asTyped({ command, args }: Launch): string {
  return [command, ...args].map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ');
}
