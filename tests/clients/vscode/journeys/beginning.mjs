// Somebody who has just installed it follows the walkthrough.
export const files = { 'README.md': 'Nothing to see yet.\n' };

export const steps = {
  async 'the walkthrough has three steps'({ editor, page }) {
    await editor.choose('Welcome: Open Walkthrough...', 'Get Started with TensorTidy');
    for (const title of ['See what leaks', 'Understand it', 'Make it yours']) {
      await page.locator('.getting-started-step', { hasText: title }).first().click();
      await page.locator('.getting-started-step.expanded', { hasText: title }).waitFor();
    }
  },

  async 'it leads to an example'({ editor, page }) {
    await page.locator('.getting-started-step', { hasText: 'See what leaks' }).first().click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: 'Open the Example' }).click();
    await editor.tab('example.py', '.active').waitFor();
    await editor.findings(7);
  },
};
