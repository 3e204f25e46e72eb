// An editor, as a person uses it: the few things that every journey does over and over. Nothing here waits for a while;
// all waits are for something that shows.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { until } from './workbench.mjs';

// Milliseconds for a gesture to show, in each try.
const PATIENCE = [5_000, 10_000, 20_000, 40_000, 60_000];

export class Editor {
  constructor(page, url) {
    this.page = page;
    this.url = url;
    this.input = page.locator('.quick-input-widget .quick-input-box input');
    this.tabs = page.locator('.tabs-container .tab');
    this.status = page.locator('.statusbar-item[id="tensortidy.tensortidy.tensortidy.status"]');
    this.problems = page.locator('.markers-panel .monaco-list-row');
    this.menu = page.locator('.action-widget .monaco-list-row');
  }

  /**
   * Does something whose first effect is the workbench's own: a palette opens, a menu, a hover. Where the focus is just
   * on its way elsewhere the workbench drops a key or closes what it opened, and a person would do it again, as is done
   * here, and told. What comes of it (findings, fixes, pages) is waited for outside, and done once.
   */
  async gesture(what, act) {
    let failure;
    for (const timeout of PATIENCE) {
      try {
        return await act({ timeout });
      } catch (error) {
        failure = error;
        console.log(`     again: ${what}`);
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`${what}: ${failure}`);
  }

  async openFolder(folder) {
    await this.page.goto(`${this.url}/?folder=${encodeURIComponent(folder)}`);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Opens a file of the folder from the explorer. */
  async openFile(name) {
    await this.gesture(`${name} is opened`, async (patience) => {
      await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick(patience);
      await this.tab(name, '.active').waitFor(patience);
    });
    await this.line(/./).waitFor();
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.gesture(`the palette runs ${title}`, async (patience) => {
      await this.page.keyboard.press('F1');
      await this.accept(`>${title}`, title, patience);
    });
  }

  /** Runs a command that lists something, and chooses a row of it. */
  async choose(title, row) {
    await this.gesture(`${title} lists ${row}`, async (patience) => {
      await this.command(title);
      await this.row(/./).waitFor(patience);
      await this.accept(row, row, patience);
    });
  }

  /** Types into the palette, and takes the row that is chosen then. */
  async accept(typed, row, patience) {
    await this.input.waitFor(patience);
    await this.input.fill(typed, patience);
    await this.row(row, '.focused').waitFor(patience);
    await this.input.press('Enter', patience);
    await this.row(row).waitFor({ state: 'hidden', ...patience });
  }

  /** A row of what the palette lists. */
  row(text, kind = '') {
    return this.page.locator(`.quick-input-list .monaco-list-row${kind}`, { hasText: text }).first();
  }

  tab(text, kind = '') {
    return this.page.locator(`.tabs-container .tab${kind}`, { hasText: text }).first();
  }

  async close(text) {
    await this.tab(text).hover();
    await this.tab(text).locator('.codicon-close').click();
    await this.tab(text).waitFor({ state: 'hidden' });
  }

  /** A line of what is shown in an editor, or in a cell of a notebook. */
  line(text) {
    return this.page.locator(`:is(.editor-instance, .notebookOverlay) .view-line`, { hasText: text }).first();
  }

  /** Sets the cursor to the place of a word: the first that is a token of its own in the first line that has `text`. */
  async click(text, word) {
    await this.gesture(`the cursor is at ${word}`, async (patience) => {
      await this.token(text, word).click(patience);
      await this.page.locator('.monaco-editor.focused .view-line', { hasText: text }).first().waitFor(patience);
    });
  }

  token(text, word) {
    return this.line(text).locator('span span', { hasText: word }).first();
  }

  get squiggles() {
    const kinds = '.squiggly-warning, .squiggly-error, .squiggly-info';
    return this.page.locator(`:is(.editor-instance, .notebookOverlay) :is(${kinds})`);
  }

  /** Waits until so many findings are told in the status bar; 0 where the check mark says that there are none. */
  async findings(count) {
    const item = count > 0 ? this.status.filter({ hasText: new RegExp(`\\b${count}\\b`) }) : this.status;
    const icon = count > 0 ? '.codicon-warning' : '.codicon-check';
    await item.filter({ has: this.page.locator(icon) }).waitFor();
  }

  /** What shows when the pointer rests on a word. */
  async hover(text, word) {
    const card = this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
    await this.gesture(`a hover shows over ${word}`, async (patience) => {
      await this.page.mouse.move(2, 2);
      await this.token(text, word).hover(patience);
      await card.filter({ hasText: 'Bad' }).waitFor(patience);
    });
    return card;
  }

  /** Opens the menu of the light bulb. */
  async lightBulb() {
    await this.gesture('the light bulb lists something', async (patience) => {
      await this.page.keyboard.press('Control+.');
      await this.menu.and(this.page.locator('.focused')).waitFor(patience);
    });
  }

  /** Chooses a row of the light bulb's menu: with the keyboard, since a layer above the menu catches clicks. */
  async fix(title) {
    await this.gesture(`the light bulb offers ${title}`, async (patience) => {
      await this.lightBulb();
      const focused = this.menu.and(this.page.locator('.focused'));
      for (let count = await this.menu.count(); count > 0; count -= 1) {
        const label = await focused.innerText(patience);
        if (label.includes(title)) break;
        await this.page.keyboard.press('ArrowDown');
        await focused.filter({ hasNotText: label }).waitFor(patience);
      }
      await focused.filter({ hasText: title }).waitFor(patience);
      await this.page.keyboard.press('Enter');
      await this.menu.first().waitFor({ state: 'hidden', ...patience });
    });
  }

  /** Saves what is edited, and waits until it is. */
  async save() {
    await this.gesture('it is saved', async (patience) => {
      await this.page.keyboard.press('Control+s');
      await this.page.locator('.tab.active.dirty').waitFor({ state: 'hidden', ...patience });
    });
  }

  notification(text) {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** A text in the preview of a page, which is a frame within a frame. */
  preview(text) {
    const frame = this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
    return frame.getByText(text).first();
  }

  /** Takes a picture as soon as it shows the same twice. */
  async picture(file, options) {
    let before;
    const still = await until(`${path.basename(file)} stands still`, async () => {
      const now = await this.page.screenshot(options);
      const isStill = before?.equals(now);
      before = now;
      return isStill ? now : undefined;
    });
    writeFileSync(file, still);
  }
}
