// An editor, as a person uses it: the few things that the drive does over and over.
import path from 'node:path';
import { until } from './workbench.mjs';

export class Editor {
  constructor(page, url, pictures) {
    this.page = page;
    this.url = url;
    this.pictures = pictures;
    this.area = page.locator('.editor-instance .monaco-editor').first();
  }

  async openFolder(folder) {
    await this.page.goto(`${this.url}/?folder=${encodeURIComponent(folder)}`);
    await this.page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  async openFile(name) {
    await this.page.keyboard.press('Control+p');
    await this.page.locator('.quick-input-widget input').first().waitFor();
    await this.page.keyboard.type(name);
    await this.row(name).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.area.locator('.view-line').first().waitFor();
  }

  /** Runs a command of the palette. */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().waitFor();
    await this.page.keyboard.type(title);
    await this.row(title).waitFor();
    await this.page.waitForTimeout(300);
    await this.page.keyboard.press('Enter');
  }

  /** A row of what the palette lists. */
  row(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  async goToLine(line) {
    await this.page.keyboard.press('Control+g');
    await this.page.locator('.quick-input-widget input').first().waitFor();
    await this.page.keyboard.type(`${line}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  line(text) {
    return this.area.locator('.view-line', { hasText: text }).first();
  }

  squiggles() {
    return this.area.locator('.squiggly-warning, .squiggly-error, .squiggly-info');
  }

  problems() {
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  hover() {
    return this.page.locator('.monaco-hover:not(.hidden) .monaco-hover-content').first();
  }

  menu() {
    return this.page.locator('.action-widget .monaco-list-row');
  }

  status() {
    return this.page.locator('.statusbar-item[id="tensortidy.tensortidy.tensortidy.status"]');
  }

  notification(text) {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** Chooses a row of the quick-fix menu: with the keyboard, since a layer above the menu catches clicks. */
  async choose(text) {
    await this.menu().first().waitFor();
    await this.page.waitForTimeout(400);
    const focused = this.page.locator('.action-widget .monaco-list-row.focused');
    await until(
      `the menu shows ${text}`,
      async () => {
        if ((await focused.count()) > 0 && (await focused.innerText()).includes(text)) return true;
        await this.page.keyboard.press('ArrowDown');
        return false;
      },
      10,
    );
    await this.page.keyboard.press('Enter');
  }

  async picture(name) {
    await this.page.waitForTimeout(600);
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
  }
}
