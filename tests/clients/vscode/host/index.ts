// What the extension host loads and runs: the tests beside this file, with mocha.
import * as path from 'node:path';
import Mocha from 'mocha';

// SUITES=life runs that one alone.
const FILES = process.env.SUITES?.split(',') ?? ['editing', 'documents', 'settings', 'python', 'life'];

/** Nothing: each test is told of below, in a way that stands out among what the workbench logs. */
class Silent {}

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 150_000, reporter: Silent as unknown as Mocha.ReporterConstructor });
  FILES.forEach((name) => mocha.addFile(path.join(__dirname, `${name}.test.js`)));
  const failures = await new Promise<number>((resolve) => {
    mocha
      .run(resolve)
      .on('pass', (test) => console.log(`[test] ok ${test.fullTitle()}`))
      .on('fail', (test, error: Error) => console.log(`[test] FAILED ${test.fullTitle()}\n${error.stack}`));
  });
  if (failures > 0) {
    throw new Error(`${failures} failed`);
  }
}
