import { expect, it } from 'vitest';
import { needsRestart, readSettings } from '../src/settings';

const PLACES = { home: '/home/ada', workspaceFolder: '/code/net' };
const read = (settings: Record<string, unknown>) => readSettings((key) => settings[key], PLACES);

it('is on and bundled where nothing is set', () => {
  expect(read({})).toEqual({ enable: true, importStrategy: 'useBundled', interpreter: '', path: '' });
});

it('reads what is set', () => {
  const settings = { enable: false, importStrategy: 'fromEnvironment', interpreter: 'python3.12', path: '/bin/tt' };
  expect(read(settings)).toEqual(settings);
});

it('takes what is of the wrong type for not set', () => {
  const wrong = { enable: 'yes', importStrategy: 'both', interpreter: 3, path: null };
  expect(read(wrong)).toEqual(read({}));
});

it.each([
  ['~/venv/bin/python', '/home/ada/venv/bin/python'],
  ['~', '/home/ada'],
  ['${workspaceFolder}/.venv/bin/python', '/code/net/.venv/bin/python'],
  [' python3 ', 'python3'],
  ['/a~b', '/a~b'],
])('%s stands for %s', (interpreter, expected) => {
  expect(read({ interpreter }).interpreter).toBe(expected);
});

it('asks for another server only where the settings name another', () => {
  const changed = (setting: string) => needsRestart((section) => setting === section);
  expect(changed('tensortidy.interpreter')).toBe(true);
  expect(changed('tensortidy.enable')).toBe(true);
  expect(changed('tensortidy.select')).toBe(false);
  expect(changed('tensortidy.trace.server')).toBe(false);
});
