// Somebody has no Python that serves: it is said, with what to do about it.
import { SCRIPT } from './samples.mjs';

const SETTINGS = { 'tensortidy.interpreter': 'no-such-python' };

export const files = { 'train.py': SCRIPT, '.vscode/settings.json': JSON.stringify(SETTINGS) };

export const steps = {
  async 'a message says what was tried, and leads to the setting'({ editor, page }) {
    await editor.openFile('train.py');
    const told = editor.notification('TensorTidy needs Python 3.10 or later to run, and found none');
    await told.locator('.monaco-button', { hasText: 'Choose a Python' }).click();
    await page.locator('.settings-editor .setting-item-contents', { hasText: 'Interpreter' }).first().waitFor();
    await editor.close('Settings');
  },

  async 'the status bar shows it, and leads to the log'({ editor, page }) {
    await editor.status.filter({ has: page.locator('.codicon-error') }).click();
    await page.locator('.part.panel .view-line', { hasText: 'found none' }).first().waitFor();
  },
};
