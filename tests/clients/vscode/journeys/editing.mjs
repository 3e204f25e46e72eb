// Somebody opens a script: what leaks is underlined, explained, listed, and fixed.
import { SCRIPT } from './samples.mjs';

const TWICE = SCRIPT.replace('losses.append(loss)\n', 'losses.append(loss)\n        losses.append(2 * loss)\n');

export const files = { 'train.py': SCRIPT, 'twice.py': TWICE };

export const steps = {
  async 'what leaks is underlined'({ editor }) {
    await editor.openFile('train.py');
    await editor.squiggles.first().waitFor({ state: 'attached' });
    await editor.findings(2);
  },

  async 'the card shows bad and good code'({ editor, page }) {
    const card = await (await editor.hover('losses.append', 'append')).innerText();
    for (const text of ['Leads to', 'Best practice', 'Good', 'Read more']) {
      if (!card.includes(text)) throw new Error(`the card lacks ${text}: ${card}`);
    }
    await page.keyboard.press('Escape');
  },

  async 'it is listed under Problems'({ editor }) {
    await editor.command('View: Toggle Problems');
    await editor.problems.filter({ hasText: 'graph-retention-after-backward' }).waitFor();
    await editor.command('View: Hide Panel');
    await editor.problems.first().waitFor({ state: 'hidden' });
  },

  async 'the light bulb fixes it, and the fix is saved'({ editor, folder }) {
    await editor.click('losses.append', 'append');
    await editor.fix('Keep `loss.detach()`');
    await editor.line('losses.append(loss.detach())').waitFor();
    await editor.save();
    await folder.saved('train.py', SCRIPT.replace('append(loss)', 'append(loss.detach())'));
  },

  async 'a finding is ignored by a comment'({ editor, page }) {
    await editor.click('loss.backward', 'backward');
    await editor.command('TensorTidy: Ignore Here');
    await editor.line('# tensortidy: ignore[graph-retention-after-backward]').waitFor();
    await editor.findings(0);
    await page.keyboard.press('Control+z');
    await editor.findings(1);
  },

  async 'all of one rule are fixed'({ editor }) {
    await editor.choose('TensorTidy: Fix All of One Rule in This File…', 'graph-retention-after-backward');
    await editor.line('loss.backward()').waitFor();
    await editor.findings(0);
  },

  async 'the light bulb offers the fix first, and ignoring last'({ editor, page }) {
    await editor.openFile('twice.py');
    await editor.findings(3);
    await editor.click('losses.append(loss)', 'append');
    await editor.lightBulb();
    const rows = (await editor.menu.allInnerTexts()).map((text) => text.trim().split(' ')[0]);
    if (rows.join() !== 'Quick,Keep,Fix,Ignore') throw new Error(`the menu is ${rows.join()}`);
    await page.keyboard.press('Escape');
  },
};
