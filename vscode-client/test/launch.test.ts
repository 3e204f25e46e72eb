import { expect, it } from 'vitest';
import { asTyped, bundled, fromEnvironment, fromPath, isInstalled, notInstalledMessage } from '../src/launch';
import type { Python } from '../src/python';

const PYTHON: Python = { executable: '/usr/bin/python3', version: [3, 11] };

it('starts the bundled server isolated from all that is installed', () => {
  expect(bundled(PYTHON, '/extensions/tensortidy')).toEqual({
    command: '/usr/bin/python3',
    args: ['-I', '-S', '/extensions/tensortidy/bundled/start.py', 'lsp'],
  });
});

it('starts the server of an environment as a module', () => {
  expect(fromEnvironment(PYTHON)).toEqual({ command: '/usr/bin/python3', args: ['-m', 'tensortidy', 'lsp'] });
});

it('starts the program that somebody chose', () => {
  expect(fromPath('/opt/tensortidy')).toEqual({ command: '/opt/tensortidy', args: ['lsp'] });
});

it('sees whether an environment has the server', async () => {
  expect(await isInstalled(PYTHON, () => Promise.resolve(''))).toBe(true);
  expect(await isInstalled(PYTHON, () => Promise.reject(new Error('exit code 1')))).toBe(false);
  expect(notInstalledMessage(PYTHON)).toContain('/usr/bin/python3');
});

it('logs commands as somebody would type them', () => {
  expect(asTyped({ command: 'C:\\Program Files\\python.exe', args: ['-m', 'tensortidy'] })).toBe(
    '"C:\\Program Files\\python.exe" -m tensortidy',
  );
});
