// The documents that the server looks at. Nothing here needs `vscode`.

/** The languages that the extension is started for; package.json lists the same. */
export const LANGUAGES = ['python', 'shellscript', 'dockerfile', 'dotenv'];

/** Files, new documents that were not saved yet, and cells of notebooks. */
const SCHEMES = ['file', 'untitled', 'vscode-notebook-cell'];

/** The file that rules are chosen in: the server says there what is wrong with it. */
const CONFIGURATION = '**/pyproject.toml';

export interface Selector {
  scheme: string;
  language?: string;
  pattern?: string;
}

/**
 * What is sent to the server unasked: Python wherever it is, and configurations. The server itself asks for shell
 * scripts, Dockerfiles and the like; what stood here, too, would be looked at twice.
 */
export function documentSelector(): Selector[] {
  return [...SCHEMES.map((scheme) => ({ scheme, language: 'python' })), { scheme: 'file', pattern: CONFIGURATION }];
}
