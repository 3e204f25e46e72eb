import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Busy } from '../src/busy';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('is busy with what takes long, until it is done', async () => {
  const changes: boolean[] = [];
  const busy: Busy = new Busy(() => changes.push(busy.isBusy));
  const work = busy.during(new Promise((resolve) => setTimeout(() => resolve('done'), 2000)));
  await vi.advanceTimersByTimeAsync(400);
  expect(busy.isBusy).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(busy.isBusy).toBe(true);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await work).toBe('done');
  expect(changes).toEqual([true, false]);
});

it('does not mind what is quick, or fails', async () => {
  const changed = vi.fn();
  const busy = new Busy(changed);
  expect(await busy.during(Promise.resolve(3))).toBe(3);
  await expect(busy.during(Promise.reject(new Error('no')))).rejects.toThrow('no');
  await vi.advanceTimersByTimeAsync(2000);
  expect(changed).not.toHaveBeenCalled();
});
