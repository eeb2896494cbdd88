import { backoffMs, pause } from './backoff.ts';
import { Sleeper } from './sleep.ts';

describe('a sleeper', () => {
  it('wakes when it is called, or when the time is up', async () => {
    const sleeper = new Sleeper();
    const asleep = sleeper.sleep(60_000);
    sleeper.wake();
    expect(await asleep).toBe(true);
    expect(await sleeper.sleep(1)).toBe(false);
  });

  it('does not miss a call that came while it was awake, and hears it once', async () => {
    const sleeper = new Sleeper();
    sleeper.wake();
    sleeper.wake();
    expect(await sleeper.sleep(60_000)).toBe(true);
    expect(await sleeper.sleep(1)).toBe(false);
  });
});

describe('backing off', () => {
  it('doubles from 50 ms to 5 s, half of it random', () => {
    expect([0, 1, 2, 6, 7, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
      50, 100, 200, 3_200, 5_000, 5_000,
    ]);
    expect(backoffMs(0, () => 0)).toBe(25);
  });

  it('ends at once when the worker closes', async () => {
    const closing = new AbortController();
    const paused = pause(60_000, closing.signal);
    closing.abort();
    await paused;
    await pause(60_000, closing.signal);
  });
});
