// The extension's own settings; all others are keys of the configuration file, which the server asks for itself.
// Nothing here needs `vscode`.
import * as path from 'node:path';

export type ImportStrategy = 'useBundled' | 'fromEnvironment';

export interface Settings {
  enable: boolean;
  importStrategy: ImportStrategy;
  /** A Python, by its path or name; empty where none is chosen. */
  interpreter: string;
  /** A `tensortidy` program; empty where none is chosen. */
  path: string;
}

/** What `~` and `${workspaceFolder}` stand for in paths. */
export interface Places {
  home: string;
  workspaceFolder?: string;
}

/** The name that the settings begin with. */
export const SECTION = 'tensortidy';

// These make a different server; the server learns of all others by itself.
const RESTARTING = ['enable', 'importStrategy', 'interpreter', 'path'];

/** Reads the settings. What is of the wrong type counts as not set. */
export function readSettings(get: (key: string) => unknown, places: Places): Settings {
  const text = (key: string): string => {
    const value = get(key);
    return typeof value === 'string' ? expand(value.trim(), places) : '';
  };
  return {
    enable: get('enable') !== false,
    importStrategy: get('importStrategy') === 'fromEnvironment' ? 'fromEnvironment' : 'useBundled',
    interpreter: text('interpreter'),
    path: text('path'),
  };
}

/** Whether a change of settings asks for another server. */
export function needsRestart(affects: (section: string) => boolean): boolean {
  return RESTARTING.some((key) => affects(`${SECTION}.${key}`));
}

function expand(text: string, { home, workspaceFolder }: Places): string {
  const atHome = /^~(?=$|[\\/])/.test(text) ? path.join(home, text.slice(1)) : text;
  return atHome.replaceAll('${workspaceFolder}', workspaceFolder ?? '');
}
