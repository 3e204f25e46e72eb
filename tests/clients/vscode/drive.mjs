// Uses the extension as a person would, in the workbench: the journeys beside this file, one after the other, each in a
// folder of its own.
// usage: node drive.mjs VSIX FOLDER_FOR_A_PICTURE_OF_WHAT_FAILED [JOURNEY…]
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { openBrowser, startServer, until } from './workbench.mjs';

const ALL = ['editing', 'explaining', 'saving', 'notebook', 'scanning', 'beginning', 'failing'];

const [vsix, pictures, ...chosen] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });

/** The folder of a journey: its files are written first, and read again to see what is saved. */
class Folder {
  constructor(files) {
    this.path = mkdtempSync(path.join(tmpdir(), 'workspace-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(this.path, name)), { recursive: true });
      writeFileSync(path.join(this.path, name), text);
    }
  }

  read(name) {
    return readFileSync(path.join(this.path, name), 'utf8');
  }

  /** Waits until a file on disk is as it should be. */
  async saved(name, isRight) {
    const right = typeof isRight === 'string' ? (text) => text === isRight : isRight;
    await until(`${name} is saved`, () => right(this.read(name)), 20).catch((error) => {
      throw new Error(`${error.message}; it is:\n${this.read(name)}`);
    });
  }

  remove() {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const server = await startServer({ vsix: path.resolve(vsix) });
const { browser, page } = await openBrowser();
const editor = new Editor(page, server.url);
const started = Date.now();
const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)}s`;
let failed = false;

for (const name of chosen.length > 0 ? chosen : ALL) {
  const journey = await import(`./journeys/${name}.mjs`);
  const folder = new Folder(journey.files);
  let step = 'the folder opens';
  try {
    await editor.openFolder(folder.path);
    for (const [title, act] of Object.entries(journey.steps)) {
      step = title;
      await act({ editor, page, folder });
      console.log(`${seconds()} ok ${name}: ${title}`);
    }
  } catch (error) {
    failed = true;
    console.log(`${seconds()} FAILED ${name}: ${step}: ${error}`);
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
  folder.remove();
}
await browser.close();
server.stop();
process.exit(failed ? 1 : 0);
