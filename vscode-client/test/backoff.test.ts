import { expect, it } from 'vitest';
import { Backoff } from '../src/backoff';

it('waits twice as long each time, and gives up', () => {
  const backoff = new Backoff(() => 0);
  const waits = Array.from({ length: 6 }, () => backoff.afterCrash());
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
});

it('forgets crashes that are long ago', () => {
  let now = 0;
  const backoff = new Backoff(() => now);
  backoff.afterCrash();
  now += 10_000;
  expect(backoff.afterCrash()).toBe(2000);
  now += 3 * 60_000;
  expect(backoff.afterCrash()).toBe(1000);
});

it('starts anew when asked to', () => {
  const backoff = new Backoff(() => 0);
  backoff.afterCrash();
  backoff.forget();
  expect(backoff.afterCrash()).toBe(1000);
});
