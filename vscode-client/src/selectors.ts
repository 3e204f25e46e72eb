// The documents that the server looks at. Nothing here needs `vscode`.

/** The languages that the extension is started for; package.json lists the same. */
export const LANGUAGES = ['python', 'shellscript', 'dockerfile', 'dotenv'];

/** The file that rules are chosen in: the server says there what is wrong with it. */
const CONFIGURATION = '**/pyproject.toml';

export interface Selector {
  scheme: string;
  language?: string;
  pattern?: string;
}

/** Documents on disk, new ones that were not saved yet, and configurations. Cells of notebooks are neither. */
export function documentSelector(): Selector[] {
  const ofLanguages = LANGUAGES.flatMap((language) => [
    { scheme: 'file', language },
    { scheme: 'untitled', language },
  ]);
  return [...ofLanguages, { scheme: 'file', pattern: CONFIGURATION }];
}
