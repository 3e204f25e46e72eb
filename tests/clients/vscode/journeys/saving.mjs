// Somebody has files fixed whenever they are saved, all but one rule.
import { NOTEBOOK, SCRIPT } from './samples.mjs';

const SETTINGS = {
  '[python]': { 'editor.codeActionsOnSave': { 'source.fixAll.tensortidy': 'explicit' } },
  'notebook.codeActionsOnSave': { 'notebook.source.fixAll.tensortidy': 'explicit' },
  'tensortidy.unfixable': ['graph-retention-after-backward'],
};

export const files = {
  'train.py': SCRIPT,
  'train.ipynb': JSON.stringify(NOTEBOOK),
  '.vscode/settings.json': JSON.stringify(SETTINGS),
};

export const steps = {
  async 'fixes are applied on save, but those of the rule that is left out'({ editor, page, folder }) {
    await editor.openFile('train.py');
    await editor.findings(2);
    await editor.click('import torch', 'torch');
    await page.keyboard.press('End');
    await page.keyboard.type('  # now');
    await editor.line('# now').waitFor();
    await editor.save();
    const fixed = SCRIPT.replace('append(loss)', 'append(loss.detach())');
    await folder.saved('train.py', fixed.replace('import torch\n', 'import torch  # now\n'));
    await editor.findings(1);
  },

  async 'so are those of a notebook'({ editor, page, folder }) {
    await editor.openFile('train.ipynb');
    await editor.findings(1);
    await editor.click('optimizer = ', 'parameters');
    await page.keyboard.press('End');
    await page.keyboard.type('  # now');
    await editor.line('# now').waitFor();
    await editor.save();
    await folder.saved('train.ipynb', (text) => text.includes('# now') && text.includes('append(loss.detach())'));
    await editor.findings(0);
  },
};
