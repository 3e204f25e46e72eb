// package.json says what is so.
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, documentSelector } from '../src/selectors';

const ROOT = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes, capabilities, activationEvents } = manifest;
const settings = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
);

it('is started for the languages that the server looks at', () => {
  expect(activationEvents).toEqual(LANGUAGES.map((language) => `onLanguage:${language}`));
});

it('looks at Python in files, in what was not saved yet and in cells of notebooks, and at configurations', () => {
  expect(documentSelector()).toEqual([
    { scheme: 'file', language: 'python' },
    { scheme: 'untitled', language: 'python' },
    { scheme: 'vscode-notebook-cell', language: 'python' },
    { scheme: 'file', pattern: '**/pyproject.toml' },
  ]);
});

it('lets a workspace that is not trusted name no program', () => {
  const { restrictedConfigurations, supported } = capabilities.untrustedWorkspaces;
  expect(supported).toBe('limited');
  expect(restrictedConfigurations).toEqual(['tensortidy.importStrategy', 'tensortidy.interpreter', 'tensortidy.path']);
  for (const name of restrictedConfigurations) {
    expect(settings[name].scope).toBe('machine-overridable');
  }
});

it('has every command that it registers, and no other', () => {
  const registered = /const commands[^]*?{([^]*?)\n {2}};/.exec(read('src/extension.ts'))?.[1] ?? '';
  const names = [...registered.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => `tensortidy.${name}`);
  expect(contributes.commands.map(({ command }: { command: string }) => command).sort()).toEqual(names.sort());
});

it('describes every setting', () => {
  for (const [name, setting] of Object.entries<Record<string, unknown>>(settings)) {
    expect(setting.markdownDescription, name).toMatch(/\.$/);
    expect(setting, name).toHaveProperty('default');
  }
});

it('has three steps for beginners, whose pictures and commands exist', () => {
  const [{ steps }] = contributes.walkthroughs;
  expect(steps).toHaveLength(3);
  for (const { description, media } of steps) {
    expect(existsSync(path.join(ROOT, media.svg ?? media.markdown))).toBe(true);
    for (const [, command] of description.matchAll(/\(command:(tensortidy\.\w+)\)/g)) {
      expect(contributes.commands.map((item: { command: string }) => item.command)).toContain(command);
    }
  }
});

it('has a page whose pictures exist, and load fast', () => {
  const pictures = [...read('README.md').matchAll(/!\[.+\]\((.+\.png)\)/g)].map(([, file]) => file ?? '');
  expect(pictures).not.toEqual([]);
  for (const file of pictures) {
    expect(statSync(path.join(ROOT, file)).size, file).toBeLessThan(200_000);
  }
});

describe('rules in settings', () => {
  const schema = (name: string) => new Ajv({ strict: false }).compile(settings[`tensortidy.${name}`]);

  it('are checked', () => {
    expect(schema('ignore')(['unclosed-resource', 'torch', 'all'])).toBe(true);
    expect(schema('ignore')(['unclosed-resourse'])).toBe(false);
    expect(schema('severity')({ 'unclosed-resource': 'off' })).toBe(true);
    expect(schema('severity')({ 'unclosed-resource': 'loud' })).toBe(false);
    expect(schema('perFileIgnores')({ 'tests/**': ['torch'] })).toBe(true);
  });

  it('are completed with their titles', () => {
    const { items } = settings['tensortidy.select'];
    expect(items.enumDescriptions).toHaveLength(items.enum.length);
    expect(items.enumDescriptions[items.enum.indexOf('unclosed-resource')]).toBe('Unclosed Resource Leak');
  });
});
