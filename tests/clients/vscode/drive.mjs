// Uses the extension as a person would, in the workbench: what is underlined, listed, explained, fixed and saved.
// usage: node drive.mjs VSIX FOLDER_FOR_PICTURES
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Editor } from './editor.mjs';
import { openBrowser, startServer, until } from './workbench.mjs';

const SCRIPT = `import torch
from torch import nn


def train(model: nn.Module, loader, optimizer):
    losses = []
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss)
    return float(sum(losses) / len(losses))
`;

const [vsix, pictures] = process.argv.slice(2).map((item) => path.resolve(item));
mkdirSync(pictures, { recursive: true });
const workspace = mkdtempSync(path.join(tmpdir(), 'workspace-'));
const script = path.join(workspace, 'train.py');
writeFileSync(script, SCRIPT);
writeFileSync(path.join(workspace, 'other.py'), SCRIPT);
const saved = (text) => until(`${text} is saved`, () => readFileSync(script, 'utf8') === text, 20);

const server = await startServer({ vsix });
const { browser, page } = await openBrowser();
const editor = new Editor(page, server.url, pictures);
const started = Date.now();

const steps = {
  async 'what leaks is underlined'() {
    await editor.openFolder(workspace);
    await editor.openFile('train.py');
    await editor.squiggles().first().waitFor({ state: 'attached', timeout: 60_000 });
    await editor.status().filter({ hasText: '2' }).waitFor();
    await editor.picture('squiggles');
  },
  async 'the card shows bad and good code'() {
    await editor.line('losses.append').locator('span span', { hasText: 'append' }).first().hover();
    await editor.hover().filter({ hasText: 'Bad' }).waitFor();
    const card = await editor.hover().innerText();
    for (const text of ['Leads to', 'Best practice', 'Good', 'Read more']) {
      if (!card.includes(text)) throw new Error(`the card lacks ${text}: ${card}`);
    }
    await editor.picture('card');
    await page.keyboard.press('Escape');
  },
  async 'it is listed under Problems'() {
    await page.keyboard.press('Control+Shift+m');
    const row = editor.problems().filter({ hasText: 'graph-retention-after-backward' });
    await row.waitFor();
    await editor.picture('problems');
    await page.keyboard.press('Control+j'); // the panel goes again
  },
  async 'the light bulb fixes it, and the fix is saved'() {
    await editor.line('losses.append').click();
    await page.keyboard.press('Control+.');
    await editor.menu().first().waitFor();
    await editor.picture('quick-fix');
    await editor.choose('Keep `loss.detach()`');
    await editor.line('losses.append(loss.detach())').waitFor();
    await page.keyboard.press('Control+s');
    await saved(SCRIPT.replace('append(loss)', 'append(loss.detach())'));
  },
  async 'a line is explained in a side view'() {
    await editor.line('loss.backward').click();
    await editor.command('TensorTidy: Explain What Is Known Here');
    await page.locator('.tab', { hasText: 'train.py, line 10' }).waitFor();
    await preview('nothing switches them off').waitFor();
    await editor.picture('explanation');
    await page.keyboard.press('Control+w');
  },
  async 'a rule is explained in a side view'() {
    await editor.line('loss.backward').click();
    await editor.command('TensorTidy: Explain a Rule…');
    await editor.row('graph-retention-after-backward').waitFor();
    await editor.picture('rules');
    await page.keyboard.type('graph-retention');
    await page.keyboard.press('Enter');
    await preview('What it leads to').waitFor();
    await editor.picture('rule');
    await page.keyboard.press('Control+w');
    await editor.command('TensorTidy: Explain a Rule…');
    await editor.row('accumulated-object-references').waitFor();
    await page.keyboard.type('unbounded-loop');
    await editor.row('unbounded-loop').waitFor();
    await page.keyboard.press('Enter');
    await preview('zipped-or-cycled-dataloader').click(); // a link to another page
    await preview('Zipped or Cycled').waitFor();
    await editor.picture('see-also');
    await page.keyboard.press('Control+w');
  },
  async 'a finding is ignored by a comment'() {
    await editor.line('loss.backward').click();
    await editor.command('TensorTidy: Ignore Here');
    await editor.line('# tensortidy: ignore[graph-retention-after-backward]').waitFor();
    await page.keyboard.press('Control+z');
    await editor.squiggles().first().waitFor({ state: 'attached' });
  },
  async 'fixes are applied on save'() {
    mkdirSync(path.join(workspace, '.vscode'));
    const onSave = { 'editor.codeActionsOnSave': { 'source.fixAll.tensortidy': 'explicit' } };
    writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(onSave));
    await editor.line('loss.backward').click();
    await page.keyboard.press('End');
    await page.keyboard.type('  # now');
    await until(
      'the fix is saved',
      async () => {
        await page.keyboard.press('Control+s'); // the settings take a moment to be noticed
        await page.waitForTimeout(500);
        return readFileSync(script, 'utf8').includes('backward()  # now');
      },
      30,
    );
    await editor.status().filter({ hasNotText: /\d/ }).waitFor();
    await editor.picture('fixed');
  },
  async 'the whole workspace is scanned'() {
    await editor.command('TensorTidy: Scan the Workspace');
    await editor.notification('2 findings in the workspace').waitFor();
    await editor.notification('2 findings').locator('.monaco-button', { hasText: 'Show Problems' }).click();
    await editor.problems().filter({ hasText: 'other.py' }).first().waitFor();
    await editor.picture('scan');
    await page.keyboard.press('Control+j');
  },
  async 'the walkthrough leads to an example'() {
    await editor.command('Welcome: Open Walkthrough...');
    await editor.row('Get Started with TensorTidy').waitFor();
    await page.keyboard.type('TensorTidy');
    await page.keyboard.press('Enter');
    await page.locator('.getting-started-step', { hasText: 'See what leaks' }).first().waitFor();
    await editor.picture('walkthrough-1');
    for (const [number, title] of [
      [2, 'Understand it'],
      [3, 'Make it yours'],
    ]) {
      await page.locator('.getting-started-step', { hasText: title }).first().click();
      await page.waitForTimeout(1000); // it moves there
      await editor.picture(`walkthrough-${number}`);
    }
    await page.locator('.getting-started-step', { hasText: 'See what leaks' }).first().click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: 'Open the Example' }).click();
    await page.locator('.tab.active', { hasText: 'example.py' }).waitFor();
    await editor.status().filter({ hasText: '7' }).waitFor({ timeout: 60_000 });
    await editor.picture('example');
  },
};

/** A text in the preview of a page, which is a frame within a frame. */
function preview(text) {
  return page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame').getByText(text).first();
}

let failed = false;
for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    console.log(`${((Date.now() - started) / 1000).toFixed(1)}s ok ${name}`);
  } catch (error) {
    failed = true;
    console.log(`${((Date.now() - started) / 1000).toFixed(1)}s FAILED ${name}: ${error}`);
    await editor.picture('failed');
    break;
  }
}
await browser.close();
server.stop();
rmSync(workspace, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
