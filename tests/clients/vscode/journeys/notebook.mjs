// Somebody opens a notebook: each cell shows what leaks in it, and is fixed.
import { NOTEBOOK } from './samples.mjs';

export const files = { 'train.ipynb': JSON.stringify(NOTEBOOK) };

export const steps = {
  async 'what leaks in a cell is underlined'({ editor }) {
    await editor.openFile('train.ipynb');
    await editor.line('losses.append').waitFor();
    await editor.squiggles.first().waitFor({ state: 'attached' });
  },

  async 'the card shows in a cell'({ editor, page }) {
    const card = await (await editor.hover('losses.append', 'append')).innerText();
    if (!card.includes('Best practice')) throw new Error(`the card lacks Best practice: ${card}`);
    await page.keyboard.press('Escape');
  },

  async 'the light bulb fixes the cell, and the fix is saved'({ editor, folder }) {
    await editor.click('losses.append', 'append');
    await editor.fix('Keep `loss.detach()`');
    await editor.line('losses.append(loss.detach())').waitFor();
    await editor.save();
    const [, { source }] = NOTEBOOK.cells;
    await folder.saved('train.ipynb', (text) => {
      const [, saved] = JSON.parse(text).cells;
      return [saved.source].flat().join('') === source.replace('append(loss)', 'append(loss.detach())');
    });
  },
};
