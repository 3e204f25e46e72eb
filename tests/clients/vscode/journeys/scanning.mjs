// Somebody wants to know about every file, open or not.
import { SCRIPT } from './samples.mjs';

export const files = { 'train.py': SCRIPT, 'other.py': SCRIPT };

export const steps = {
  async 'the whole workspace is scanned'({ editor }) {
    await editor.openFile('train.py');
    await editor.findings(2);
    await editor.command('TensorTidy: Scan the Workspace');
    const told = editor.notification('4 findings in the workspace');
    await told.locator('.monaco-button', { hasText: 'Show Problems' }).click();
    await editor.problems.filter({ hasText: 'other.py' }).first().waitFor();
  },
};
