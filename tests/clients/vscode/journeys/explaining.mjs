// Somebody wants to know why: of a line, and of a rule.
import { SCRIPT } from './samples.mjs';

export const files = { 'train.py': SCRIPT };

export const steps = {
  async 'a line is explained in a side view'({ editor }) {
    await editor.openFile('train.py');
    await editor.findings(2);
    await editor.click('loss.backward', 'backward');
    await editor.command('TensorTidy: Explain What Is Known Here');
    await editor.tab('train.py, line 10').waitFor();
    await editor.preview('nothing switches them off').waitFor();
    await editor.close('train.py, line 10');
  },

  async 'a rule is explained in a side view'({ editor }) {
    await editor.click('loss.backward', 'backward');
    await editor.choose('TensorTidy: Explain a Rule…', 'graph-retention-after-backward');
    await editor.preview('What it leads to').waitFor();
    await editor.close('graph-retention-after-backward');
  },

  async 'its page leads to others'({ editor }) {
    await editor.click('loss.backward', 'backward');
    await editor.choose('TensorTidy: Explain a Rule…', 'unbounded-loop');
    await editor.preview('zipped-or-cycled-dataloader').click();
    await editor.preview('Zipped or Cycled').waitFor();
  },
};
