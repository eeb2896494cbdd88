import { emptyBucket, filled, nextCallAt, withoutOne } from './bucket.ts';
import { paceAccepted, paceAtFirst, paceThrottled, type Pace } from './pace.ts';

const limit = 32;
const at = 1_000_000;
const call = (endedAt: number, tookMs = 100) => ({ startedAt: endedAt - tookMs, endedAt });

/** A sync that makes four calls at a time, bounded a while ago. */
const aPace = (given: Partial<Pace> = {}): Pace => ({
  ...paceAtFirst(limit),
  ...{ window: 4, rate: 10, cutAt: at - 60_000, calmSince: at - 5_000, raisedAt: at },
  latency: { lately: 100, usual: 100, knownAt: at, shrunkAt: -Infinity },
  ...given,
});
const accepted = (given: Partial<Pace>, endedAt: number): Pace => paceAccepted(aPace(given), call(endedAt), limit);

describe('an accepted call', () => {
  it.each([
    { calmMs: 9_999, window: 4.25, why: 'one more for each window' },
    { calmMs: 10_000, window: 5, why: 'one more for each call, after 10 s without a 429' },
  ])('widens the window: $why', ({ calmMs, window }) => {
    expect(accepted({ calmSince: at - calmMs }, at).window).toBe(window);
  });

  it('widens it by one where there was never a 429', () => {
    const { calmSince } = paceAtFirst(limit);
    expect(accepted({ calmSince }, at).window).toBe(5);
  });

  it.each([
    { rate: 10, calmMs: 5_000, raised: 11, why: 'by half a call a second, each second, at least' },
    { rate: 100, calmMs: 5_000, raised: 108, why: 'by 4 % of it, each second' },
    { rate: 10, calmMs: 9_999, raised: 11, why: 'not doubled before 10 s are over' },
    { rate: 10, calmMs: 10_000, raised: 160, why: 'doubled every half second after them' },
    { rate: 10, calmMs: 14_999, raised: 160, why: 'doubled for 5 s' },
    { rate: 10, calmMs: 15_000, raised: Infinity, why: 'without a bound after these' },
  ])('raises the rate: $why', ({ rate, calmMs, raised }) => {
    expect(accepted({ rate, raisedAt: at - 2_000, calmSince: at - calmMs }, at).rate).toBeCloseTo(raised, 9);
  });
});

describe('a 429', () => {
  it('that is the first says nothing of how much is too much', () => {
    expect(paceThrottled(paceAtFirst(limit), at)).toMatchObject({ window: 16, rate: Infinity });
  });

  it.each([
    { elapsedMs: 30_000, rate: 10, why: 'a quarter more than what was accepted since the last one' },
    { elapsedMs: 30_001, rate: 80, why: 'four fifths of it, when the last one is long ago' },
    { elapsedMs: 100, rate: 80, why: 'measured over a second at least' },
  ])('cuts the rate: $why', ({ elapsedMs, rate }) => {
    const before = aPace({ rate: 100, cutAt: at - elapsedMs, acceptedSinceCut: 240 });
    expect(paceThrottled(before, at).rate).toBeCloseTo(rate, 9);
  });
});

describe('slowness', () => {
  it('is measured from the first call on', () => {
    const { latency } = paceAccepted(paceAtFirst(limit), call(at, 2_000), limit);
    expect(latency).toMatchObject({ lately: 2_000, usual: 2_000, knownAt: at });
  });

  it('counts a tenth of each call, and as a rule what its time is of a minute', () => {
    const { latency } = paceAccepted(aPace(), call(at + 6_000, 700), limit);
    expect(latency.lately).toBeCloseTo(160, 9);
    expect(latency.usual).toBeCloseTo(160, 9);
  });

  const slow = (shrunkAt: number, lately = 5_000): Pace => ({
    ...aPace({ window: 20 }),
    latency: { lately, usual: 100, knownAt: at, shrunkAt },
  });

  it('begins above twice what is usual and 250 ms', () => {
    expect(paceAccepted(slow(-Infinity, 450), call(at, 450), limit).window).toBe(20.05);
    expect(paceAccepted(slow(-Infinity, 451), call(at, 451), limit).window).toBe(15);
  });

  it.each([
    { startedAfterMs: 1, window: 15, why: 'by a quarter' },
    { startedAfterMs: 0, window: 20, why: 'once for all the calls that were under way' },
    { startedAfterMs: -1, window: 20, why: 'and leaves it as it is meanwhile' },
  ])('shrinks the window $why ($startedAfterMs ms)', ({ startedAfterMs, window }) => {
    const shrunkAt = at - 5_000;
    const late = { startedAt: shrunkAt + startedAfterMs, endedAt: at };
    expect(paceAccepted(slow(shrunkAt), late, limit).window).toBe(window);
  });
});

describe('a bucket', () => {
  it.each([
    { calls: 0, next: at + 250 },
    { calls: 0.5, next: at + 125 },
    { calls: 1, next: at },
    { calls: 2, next: at },
  ])('with $calls calls lets the next one go in time, at 4 a second', ({ calls, next }) => {
    expect(nextCallAt({ calls, at }, 4)).toBe(next);
  });

  it('fills at the rate, up to what comes in 50 ms', () => {
    const empty = withoutOne(emptyBucket(at));
    expect(filled(empty, 100, at + 30)).toEqual({ calls: 3, at: at + 30 });
    expect(filled(empty, 100, at + 60_000)).toEqual({ calls: 5, at: at + 60_000 });
    expect(filled(empty, 4, at + 60_000).calls).toBe(1);
    expect(filled(empty, Infinity, at + 1)).toEqual({ calls: 1, at: at + 1 });
  });
});
