// Finding a Python that can run the server. Nothing here needs `vscode`.

/** The oldest Python that runs the server. */
export const OLDEST: Version = [3, 10];

export type Version = [major: number, minor: number];

/** A Python that can run the server. */
export interface Python {
  /** Its own full path, behind whatever launcher or link it was found. */
  executable: string;
  version: Version;
}

/** What came of looking: a Python, or what is wrong with each candidate, in words. */
export type Search = { python: Python } | { python?: undefined; tried: string[] };

/** Runs a program and gives what it printed. Rejects where there is none, or where it fails. */
export type Run = (command: string, args: readonly string[]) => Promise<string>;

// Isolated and without site packages: what an environment brings along has no say, and is not run.
const QUESTION = [
  '-I',
  '-S',
  '-c',
  'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable or "")',
];

/** The names to try where nobody chose an interpreter, in order. */
export function usualNames(platform: NodeJS.Platform): string[] {
  return platform === 'win32' ? ['python3', 'python', 'py'] : ['python3', 'python'];
}

/** The first of some candidates that is a Python, new enough. */
export async function findPython(candidates: readonly string[], run: Run): Promise<Search> {
  const tried: string[] = [];
  for (const candidate of [...new Set(candidates)]) {
    const python = await ask(candidate, run);
    if (python === undefined) {
      tried.push(`${candidate} (not found)`);
    } else if (!isNewEnough(python.version)) {
      tried.push(`${candidate} (${python.version.join('.')})`);
    } else {
      return { python };
    }
  }
  return { tried };
}

async function ask(candidate: string, run: Run): Promise<Python | undefined> {
  try {
    return answer(candidate, await run(candidate, QUESTION));
  } catch {
    return undefined;
  }
}

/** Reads `3 11 /usr/bin/python3.11`. */
function answer(candidate: string, printed: string): Python | undefined {
  const found = /^(\d+) (\d+) ?(.*)$/m.exec(printed);
  if (found === null) {
    return undefined;
  }
  const [, major, minor, executable] = found;
  return {
    executable: executable?.trim() || candidate,
    version: [Number(major), Number(minor)],
  };
}

function isNewEnough([major, minor]: Version): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** What to tell someone who has no Python that serves. */
export function noPythonMessage(tried: readonly string[]): string {
  return `TensorTidy needs Python ${OLDEST.join('.')} or later to run, and found none. Tried: ${tried.join(', ')}.`;
}
