import { expect, it } from 'vitest';
import { type State, statusOf } from '../src/status';

const RUNNING: State = { kind: 'running' };

it.each<[State, number, boolean, string, string]>([
  [RUNNING, 0, false, '$(check) TensorTidy', 'TensorTidy finds nothing in this file.'],
  [RUNNING, 1, false, '$(warning) TensorTidy 1', '1 finding in this file.'],
  [RUNNING, 3, false, '$(warning) TensorTidy 3', '3 findings in this file.'],
  [RUNNING, 3, true, '$(sync~spin) TensorTidy', 'TensorTidy is looking.'],
  [{ kind: 'starting' }, 0, false, '$(sync~spin) TensorTidy', 'TensorTidy is starting.'],
  [{ kind: 'off' }, 0, false, '$(circle-slash) TensorTidy', 'TensorTidy is switched off in the settings.'],
])('%o with %i findings, busy: %s', (state, findings, isBusy, text, tooltip) => {
  expect(statusOf(state, findings, isBusy)).toMatchObject({ text, tooltip, isError: false });
});

it('leads to the log where the server failed', () => {
  const status = statusOf({ kind: 'failed', why: 'There is no Python.' }, 0, false);
  expect(status).toMatchObject({ text: '$(error) TensorTidy', isError: true });
  expect(status.tooltip).toContain('There is no Python.');
  expect(status.command.command).toBe('tensortidy.showLog');
});

it('says when a lost server is started again', () => {
  expect(statusOf({ kind: 'restarting', seconds: 4 }, 0, false).tooltip).toContain('in 4 seconds');
});

it('leads to the findings, and to the switch', () => {
  expect(statusOf(RUNNING, 2, false).command.command).toBe('workbench.actions.view.problems');
  expect(statusOf({ kind: 'off' }, 0, false).command.arguments).toEqual(['tensortidy.enable']);
});
