import fc from 'fast-check';
import { maxRetryMs, minRetryMs, retryCeiling, retryDelay } from './backoff.ts';
import { horizonMs, horizonOf, horizonPassed, horizonStart } from './horizon.ts';
import { decideNext, type ReadReply } from './next.ts';

const start = 1_795_437_238_000;
const accepted: ReadReply = { outcome: 'accepted', class: 'accepted' };
const refused: ReadReply = { outcome: 'dead', class: 'refused' };
const unauthorized: ReadReply = { outcome: 'pause', class: 'credentials-refused' };
const failed: ReadReply = { outcome: 'retry', class: 'server-error' };
const anEntry = {
  id: 'm.0',
  project: 'p',
  syncVersion: 1,
  kochavaDeviceId: 'd',
  ids: {},
  body: '{}',
  userAgent: 'Unknown',
};
const tooLate = { next: 'dead', reason: 'horizon-passed' };

describe('decideNext', () => {
  it.each<[string, ReadReply, number, object]>([
    ['accepted', accepted, 0, { next: 'accepted' }],
    ['accepted behind the horizon', accepted, horizonMs, { next: 'accepted' }],
    ['refused', refused, 0, { next: 'dead', reason: 'refused' }],
    ['refused behind the horizon', refused, horizonMs, { next: 'dead', reason: 'refused' }],
    ['redirected', { outcome: 'dead', class: 'redirect' }, 0, { next: 'dead', reason: 'redirect' }],
    ['credentials refused', unauthorized, 0, { next: 'pause' }],
    ['credentials refused up to the horizon', unauthorized, horizonMs, tooLate],
    ['failed', failed, 0, { next: 'retry', dueAt: start + 1_000 }],
    ['failed, told to wait', { ...failed, retryAfterMs: 5_000 }, 0, { next: 'retry', dueAt: start + 5_000 }],
    ['failed, told to wait a day', { ...failed, retryAfterMs: 86_400_000 }, 0, { next: 'retry', dueAt: start + 3e5 }],
    ['failed 1,000 ms before the horizon', failed, horizonMs - 1_000, tooLate],
    ['failed 1,001 ms before it', failed, horizonMs - 1_001, { next: 'retry', dueAt: start + horizonMs - 1 }],
  ])('%s', (_name, reply, elapsed, expected) => {
    expect(
      decideNext({ attempts: 1, since: start, horizon: horizonMs, now: start + elapsed, reply, random: 0 }),
    ).toEqual(expected);
  });
});

const attempts = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const elapsed = fc.integer({ min: 0, max: horizonMs + 3_600_000 });
const retryAfterMs = fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined });

describe('laws of retrying', () => {
  it('a retry is due within 1 to 300 s, and before the horizon', () => {
    fc.assert(
      fc.property(attempts, random, elapsed, retryAfterMs, (n, chance, passed, asked) => {
        const now = start + passed;
        const reply = { ...failed, ...(asked === undefined ? {} : { retryAfterMs: asked }) };
        const next = decideNext({ attempts: n, since: start, horizon: horizonMs, now, reply, random: chance });
        if (next.next !== 'retry') {
          expect(next).toEqual(tooLate);
          expect(passed).toBeGreaterThanOrEqual(horizonMs - maxRetryMs);
          return;
        }
        expect(Number.isInteger(next.dueAt)).toBe(true);
        expect(next.dueAt).toBeGreaterThanOrEqual(now + minRetryMs);
        expect(next.dueAt).toBeGreaterThanOrEqual(now + Math.min(asked ?? 0, maxRetryMs));
        expect(next.dueAt).toBeLessThanOrEqual(now + maxRetryMs);
        expect(horizonPassed(start, next.dueAt, horizonMs)).toBe(false);
      }),
    );
  });

  it('what Kochava ends is ended at any age, and nothing else is', () => {
    const reply = fc.constantFrom(accepted, refused, unauthorized, failed);
    fc.assert(
      fc.property(attempts, random, elapsed, reply, (n, chance, passed, read) => {
        const { next } = decideNext({
          attempts: n,
          since: start,
          horizon: horizonMs,
          now: start + passed,
          reply: read,
          random: chance,
        });
        if (read.outcome === 'accepted' || read.outcome === 'dead') expect(next).toBe(read.outcome);
        else if (passed < horizonMs - maxRetryMs) expect(next).toBe(read.outcome);
        else if (passed >= horizonMs) expect(next).toBe('dead');
      }),
    );
  });

  it('the ceiling never falls with attempts, the wait never with chance or with what was asked', () => {
    const sorted = (values: [number, number]) => values.toSorted((a, b) => a - b) as [number, number];
    fc.assert(
      fc.property(fc.tuple(attempts, attempts), fc.tuple(random, random), retryAfterMs, (ns, chances, asked) => {
        const [fewer, more] = sorted(ns);
        const [low, high] = sorted(chances);
        expect(retryCeiling(fewer)).toBeLessThanOrEqual(retryCeiling(more));
        expect(retryDelay(fewer, low)).toBeLessThanOrEqual(retryDelay(more, low));
        expect(retryDelay(fewer, low)).toBeLessThanOrEqual(retryDelay(fewer, high));
        expect(retryDelay(fewer, low)).toBeLessThanOrEqual(retryDelay(fewer, low, asked));
      }),
    );
  });

  it('ends: whatever the chances, a dispatch that only fails is dead inside 72 h', () => {
    fc.assert(
      fc.property(fc.array(random, { minLength: 1, maxLength: 7 }), (chances) => {
        let now = start;
        let next = decideNext({
          attempts: 1,
          since: start,
          horizon: horizonMs,
          now,
          reply: failed,
          random: chances[0] ?? 0,
        });
        for (let n = 2; next.next === 'retry'; n += 1) {
          now = next.dueAt;
          const chance = chances[n % chances.length] ?? 0;
          next = decideNext({ attempts: n, since: start, horizon: horizonMs, now, reply: failed, random: chance });
        }
        expect(next).toEqual(tooLate);
        expect(now).toBeLessThan(start + horizonMs);
        expect(now).toBeGreaterThanOrEqual(start + horizonMs - maxRetryMs);
      }),
      { numRuns: 5 },
    );
  });

  it('spreads what failed together evenly up to the ceiling', () => {
    const waits = Array.from({ length: 1_000 }, (_, index) => retryDelay(9, index / 1_000));
    for (const quarter of [1, 2, 3, 4]) {
      const below = minRetryMs + (quarter / 4) * (maxRetryMs - minRetryMs);
      expect(waits.filter((wait) => wait < below).length / 250).toBeCloseTo(quarter, 1);
    }
  });

  it('ten minutes of failures cost an average dispatch at most seven attempts', () => {
    let made = 1;
    for (let now = 0; (now += retryDelay(made, 0.5)) < 600_000;) made += 1;
    expect(made).toBeLessThanOrEqual(7);
  });
});

describe('the horizon', () => {
  it('is 72 h, or less where the sync says so', () => {
    expect([undefined, 72, 100, 1, 0.5].map(horizonOf)).toEqual([
      horizonMs,
      horizonMs,
      horizonMs,
      3_600_000,
      1_800_000,
    ]);
  });

  const entry = (given: object) => ({ ...anEntry, acceptedAt: start, ...given });
  it.each([
    ['an event: from its acceptance', 'event', {}, start],
    [
      'an event of a clock that is ahead: from when it was handed on',
      'event',
      { acceptedAt: start + 9_000 },
      start + 5_000,
    ],
    ['a replayed event: from the replay', 'event', { replayOf: 'letter' }, start + 5_000],
    ['a link: from its release', 'link', {}, start + 5_000],
  ] as const)('counts %s', (_name, kind, given, since) => {
    expect(horizonStart(kind, entry(given), start + 5_000)).toBe(since);
  });

  it('of a sync ends what it ends, and no later', () => {
    const at = (elapsed: number) =>
      decideNext({ attempts: 1, since: start, horizon: 3_600_000, now: start + elapsed, reply: failed, random: 0 });
    expect(at(3_600_000 - 1_001)).toMatchObject({ next: 'retry' });
    expect(at(3_600_000 - 1_000)).toEqual(tooLate);
  });
});
