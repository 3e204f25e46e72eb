import { describe, expect, it } from 'vitest';
import { findPython, noPythonMessage, type Run, usualNames } from '../src/python';

/** A machine on which some programs print something, and all others are not there. */
function machine(programs: Record<string, string>): Run {
  return (command) => {
    const printed = programs[command];
    return printed === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(printed);
  };
}

describe('findPython', () => {
  it('takes the first that is new enough, by its own path', async () => {
    const run = machine({ '/venv/bin/python': '3 9 /venv/bin/python\n', python3: '3 12 /usr/bin/python3.12\n' });
    expect(await findPython(['/venv/bin/python', 'python3', 'python'], run)).toEqual({
      python: { executable: '/usr/bin/python3.12', version: [3, 12] },
    });
  });

  it('takes Python 3.10, and a Python 4', async () => {
    expect((await findPython(['a'], machine({ a: '3 10 /a' }))).python?.version).toEqual([3, 10]);
    expect((await findPython(['a'], machine({ a: '4 0 /a' }))).python?.version).toEqual([4, 0]);
  });

  it('reads what Windows prints', async () => {
    const run = machine({ py: '3 11 C:\\Program Files\\Python311\\python.exe\r\n' });
    expect((await findPython(['py'], run)).python?.executable).toBe('C:\\Program Files\\Python311\\python.exe');
  });

  it('takes the name where a Python does not know its path', async () => {
    expect((await findPython(['python3'], machine({ python3: '3 11 \n' }))).python?.executable).toBe('python3');
  });

  it('says of each candidate, once, why it does not serve', async () => {
    const run = machine({ python: '2 7 /usr/bin/python', py: 'Python was not found; run without arguments' });
    expect(await findPython(['python3', 'python', 'python3', 'py'], run)).toEqual({
      tried: ['python3 (not found)', 'python (2.7)', 'py (not found)'],
    });
  });
});

it('asks nothing of an environment that it could run code by', async () => {
  const asked: (readonly string[])[] = [];
  await findPython(['python3'], (_, args) => {
    asked.push(args);
    return Promise.resolve('3 11 /usr/bin/python3');
  });
  expect(asked[0]?.slice(0, 3)).toEqual(['-I', '-S', '-c']);
});

it('knows the launcher of Windows', () => {
  expect(usualNames('win32')).toContain('py');
  expect(usualNames('linux')).toEqual(['python3', 'python']);
});

it('says what is needed, and what was tried', () => {
  expect(noPythonMessage(['python3 (3.8)', 'python (not found)'])).toBe(
    'TensorTidy needs Python 3.10 or later to run, and found none. Tried: python3 (3.8), python (not found).',
  );
});
