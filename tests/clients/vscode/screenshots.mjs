// Takes the pictures of docs/images/ that show VS Code, from the real one, with the program of a beginner's tutorial.
// usage: node screenshots.mjs VSIX FOLDER
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { NOTEBOOK, SCRIPT } from './journeys/samples.mjs';
import { openBrowser, startServer } from './workbench.mjs';

const SIZE = { width: 1080, height: 720 };
const SETTINGS = {
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 14,
  'editor.hover.above': false,
  'editor.occurrencesHighlight': 'off',
  'breadcrumbs.enabled': false,
  'notebook.showCellStatusBar': 'hidden',
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};
const FILES = { 'train.py': SCRIPT, 'train.ipynb': JSON.stringify(NOTEBOOK) };

const [vsix, pictures] = process.argv.slice(2).map((item) => path.resolve(item));
const scratch = mkdtempSync(path.join(tmpdir(), 'pictures-'));
const folder = path.join(scratch, 'training');
mkdirSync(folder);
mkdirSync(pictures, { recursive: true });
for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);

const server = await startServer({ vsix, settings: SETTINGS });
const { browser, page } = await openBrowser(SIZE);
const editor = new Editor(page, server.url);
const picture = (name, height = SIZE.height) =>
  editor.picture(path.join(pictures, `vscode-${name}.png`), { clip: { x: 0, y: 0, width: SIZE.width, height } });

const shown = {
  async notebook() {
    await editor.openFile('train.py');
    await editor.openFile('train.ipynb');
    await editor.command('View: Toggle Primary Side Bar Visibility');
    await editor.findings(1);
    await editor.click('losses.append', 'append');
    await editor.hover('losses.append', 'append');
    await picture('notebook', 640);
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
    await editor.close('train.ipynb');
  },
  async card() {
    await editor.findings(2);
    await unrolled(await editor.hover('losses.append', 'append'));
    await picture('card');
    await page.mouse.move(2, 2);
    await page.keyboard.press('Escape');
  },
  async 'light bulb'() {
    await editor.click('losses.append', 'append');
    await editor.lightBulb();
    await picture('light-bulb', 370);
    await page.keyboard.press('Escape');
  },
  async problems() {
    await editor.command('View: Toggle Problems');
    await editor.problems.first().waitFor();
    await editor.click('losses.append', 'append');
    await picture('problems');
    await editor.command('View: Hide Panel');
  },
  async page() {
    await editor.choose('TensorTidy: Explain a Rule…', 'unreleased-tensor-references');
    await editor.preview('What to do').evaluate((heading) => heading.scrollIntoView());
    await picture('page');
    await editor.close('unreleased-tensor-references');
  },
};

/** Draws a hover's lower edge down as far as it goes, for all of it to show. */
async function unrolled(card) {
  const box = await card.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, SIZE.height - 40, { steps: 10 });
  await page.mouse.up();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

let failed = false;
try {
  await editor.openFolder(folder);
  for (const [name, show] of Object.entries(shown)) {
    await show();
    console.log(`ok ${name}`);
  }
} catch (error) {
  failed = true;
  console.log(`FAILED ${error}`);
  await page.screenshot({ path: path.join(tmpdir(), 'screenshots-failed.png') });
}
await browser.close();
server.stop();
rmSync(scratch, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
