// What the status bar says. Nothing here needs `vscode`.

export type State =
  | { kind: 'starting' }
  | { kind: 'running' }
  | { kind: 'restarting'; seconds: number }
  | { kind: 'off' }
  | { kind: 'failed'; why: string };

export interface Status {
  /** With icons as VS Code writes them: `$(check)`. */
  text: string;
  tooltip: string;
  /** The command that a click runs. */
  command: { command: string; title: string; arguments?: string[] };
  isError: boolean;
}

const SHOW_LOG = { command: 'tensortidy.showLog', title: 'Show Log' };
const SHOW_PROBLEMS = { command: 'workbench.actions.view.problems', title: 'Show Problems' };
const OPEN_SETTING = {
  command: 'workbench.action.openSettings',
  title: 'Open Settings',
  arguments: ['tensortidy.enable'],
};

/** What to show in a state: `findings` are those in the file that is looked at, `isBusy` whether any is being looked for. */
export function statusOf(state: State, findings: number, isBusy: boolean): Status {
  switch (state.kind) {
    case 'starting':
      return status('sync~spin', '', 'TensorTidy is starting.', SHOW_LOG);
    case 'restarting':
      return status(
        'sync~spin',
        '',
        `TensorTidy's server stopped unexpectedly, and is started again in ${counted(state.seconds, 'second')}. Click for the log.`,
        SHOW_LOG,
      );
    case 'off':
      return status('circle-slash', '', 'TensorTidy is switched off in the settings.', OPEN_SETTING);
    case 'failed':
      return { ...status('error', '', `${state.why}\n\nClick for the log.`, SHOW_LOG), isError: true };
    case 'running':
      if (isBusy) {
        return status('sync~spin', '', 'TensorTidy is looking.', SHOW_LOG);
      }
      return findings > 0
        ? status('warning', `${findings}`, `${counted(findings, 'finding')} in this file.`, SHOW_PROBLEMS)
        : status('check', '', 'TensorTidy finds nothing in this file.', SHOW_LOG);
  }
}

/** A number of things: `1 finding`, `2 findings`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function status(icon: string, end: string, tooltip: string, command: Status['command']): Status {
  return { text: `$(${icon}) TensorTidy ${end}`.trimEnd(), tooltip, command, isError: false };
}
