// Runs a program and waits for its end. Nothing here needs `vscode`.
import { execFile } from 'node:child_process';
import type { Run } from './python';

const PATIENCE = 20_000; // milliseconds

/**
 * A way to run programs in a folder, which must not be one of the workspace: Windows looks for programs there first,
 * and Python for modules.
 */
export function runIn(folder: string): Run {
  return (command, args) =>
    new Promise((resolve, reject) => {
      const options = { cwd: folder, timeout: PATIENCE, windowsHide: true };
      execFile(command, [...args], options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
}
