import fc from 'fast-check';
import { emptyBucket, filled, nextCallAt, withoutOne } from './bucket.ts';
import { paceAccepted, paceAtFirst, paceThrottled, paceWithin, type Pace, type TimedCall } from './pace.ts';
import { throttlePause } from './throttle.ts';

const limit = 32;

interface Simulated {
  readonly allowed: (now: number) => number;
  readonly tookMs: number;
  readonly untilMs: number;
  readonly retryAfterMs?: number;
}

/** A Kochava that takes `allowed(now)` calls a second out of a bucket of one second's calls. */
function takingCalls(allowed: (now: number) => number) {
  let left = allowed(0);
  let since = 0;
  return (now: number): boolean => {
    left = Math.min(allowed(now), left + (allowed(now) * (now - since)) / 1_000);
    since = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** One sync that paces itself, as a lane does. */
function pacedSync(retryAfterMs: number | undefined) {
  let pace = paceAtFirst(limit);
  let bucket = emptyBucket(0);
  let [closedUntil, inARow, cutAt] = [0, 0, -1];
  return {
    mayCall(now: number, underWay: number): boolean {
      if (now < closedUntil || underWay >= Math.floor(pace.window)) return false;
      bucket = filled(bucket, pace.rate, now);
      if (nextCallAt(bucket, pace.rate) > now) return false;
      bucket = withoutOne(bucket);
      return true;
    },
    accepted(call: TimedCall): void {
      inARow = 0;
      pace = paceAccepted(pace, call, limit);
    },
    throttled({ startedAt, endedAt }: TimedCall): void {
      if (startedAt <= cutAt) return;
      cutAt = endedAt;
      inARow += 1;
      pace = paceThrottled(pace, endedAt);
      bucket = emptyBucket(endedAt);
      closedUntil = endedAt + throttlePause(inARow, retryAfterMs);
    },
  };
}

function simulated({ allowed, tookMs, untilMs, retryAfterMs }: Simulated) {
  const sync = pacedSync(retryAfterMs);
  const takes = takingCalls(allowed);
  const underWay: (TimedCall & { accepted: boolean })[] = [];
  const calls: { at: number; accepted: boolean }[] = [];
  for (let now = 0; now < untilMs; now += 1) {
    for (let call = underWay[0]; call !== undefined && call.endedAt <= now; call = underWay[0]) {
      underWay.shift();
      if (call.accepted) sync.accepted(call);
      else sync.throttled(call);
    }
    while (sync.mayCall(now, underWay.length)) {
      const accepted = takes(now);
      calls.push({ at: now, accepted });
      underWay.push({ startedAt: now, endedAt: now + tookMs, accepted });
    }
  }
  return { between: (from: number, to: number) => calls.filter(({ at }) => at >= from && at < to) };
}

describe('a 429 storm', () => {
  const storm = { from: 10_000, to: 310_000 };
  it.each([
    [5, 50, undefined],
    [5, 1_000, undefined],
    [50, 20, undefined],
    [50, 50, 1_000],
    [50, 400, undefined],
    [200, 50, undefined],
    [200, 50, 5_000],
  ])(
    'of 5 minutes, %i a second allowed, %i ms a call, Retry-After %p: stays within 1.2 times that, and is back in 30 s',
    (n, tookMs, retryAfterMs) => {
      const full = (limit * 1_000) / tookMs;
      const { between } = simulated({
        allowed: (now) => (now >= storm.from && now < storm.to ? n : 100_000),
        tookMs,
        untilMs: storm.to + 40_000,
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
      const during = between(storm.from, storm.to);
      const allowed = n * 300;
      expect(during.length).toBeLessThanOrEqual(1.2 * allowed);
      // And no less than most of what could be had.
      const useful = Math.min(allowed, full * 300) * (retryAfterMs === undefined || retryAfterMs < 5_000 ? 0.7 : 0.4);
      expect(during.filter(({ accepted }) => accepted).length).toBeGreaterThanOrEqual(useful);
      expect(between(storm.to + 30_000, storm.to + 40_000).length).toBeGreaterThanOrEqual(0.95 * full * 10);
    },
  );

  it('of nothing but 429 asks seldom, and is back in 30 s too', () => {
    const { between } = simulated({
      allowed: (now) => (now >= storm.from && now < storm.to ? 0 : 100_000),
      tookMs: 50,
      untilMs: storm.to + 40_000,
    });
    expect(between(storm.from, storm.to).length).toBeLessThanOrEqual(150);
    expect(between(storm.to + 30_000, storm.to + 40_000).length).toBeGreaterThanOrEqual(0.95 * 6_400);
  });

  it('leaves a large window back at its limit in 30 s', () => {
    let pace = paceAtFirst(1_000);
    for (let cut = 0; cut < 12; cut += 1) pace = paceThrottled(pace, 1_000 * cut);
    let now = 12_000;
    for (let calls = 0; now < 42_000; calls += 1) {
      pace = paceAccepted(pace, { startedAt: now - 200, endedAt: now }, 1_000);
      now += Math.max(1_000 / pace.rate, 200 / Math.floor(pace.window));
    }
    expect(pace).toMatchObject({ window: 1_000, rate: Infinity });
  });
});

describe('slowness', () => {
  const calls = (pace: Pace, count: number, tookMs: number, from: number) => {
    let [now, next] = [from, pace];
    for (let call = 0; call < count; call += 1) {
      now += 20;
      next = paceAccepted(next, { startedAt: now - tookMs, endedAt: now }, limit);
    }
    return { now, pace: next };
  };

  it('shrinks the window, to a quarter at least; what stays slow becomes the rule', () => {
    const usual = calls(paceAtFirst(limit), 2_000, 100, 1e6);
    expect(usual.pace.window).toBe(limit);
    const slower = calls(usual.pace, 400, 3_000, usual.now);
    expect(slower.pace.window).toBeLessThan(limit * 0.7);
    expect(slower.pace.window).toBeGreaterThanOrEqual(limit / 4);
    expect(calls(slower.pace, 3_000, 3_000, slower.now).pace.window).toBe(limit);
    expect(calls(slower.pace, 400, 100, slower.now).pace.window).toBe(limit);
  });

  it('of few calls, or by little, shrinks nothing', () => {
    const usual = calls(paceAtFirst(limit), 500, 20, 1e6);
    expect(calls(usual.pace, 1, 2_000, usual.now).pace.window).toBe(limit);
    expect(calls(usual.pace, 500, 250, usual.now).pace.window).toBe(limit);
  });
});

describe('laws of the pace', () => {
  const reply = fc.record({
    throttled: fc.boolean(),
    tookMs: fc.integer({ min: 0, max: 20_000 }),
    later: fc.integer({ min: 0, max: 15_000 }),
  });

  it('the window stays within 1 and the limit, the rate is 1 or more, and a 429 never raises one of them', () => {
    const limits = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(limits, fc.array(reply, { maxLength: 200 }), (most, replies) => {
        let pace = paceAtFirst(most);
        let now = 1e6;
        for (const { throttled, tookMs, later } of replies) {
          now += later;
          const call = { startedAt: now - tookMs, endedAt: now };
          const next = throttled ? paceThrottled(pace, now) : paceAccepted(pace, call, most);
          expect(next.window).toBeGreaterThanOrEqual(1);
          expect(next.window).toBeLessThanOrEqual(most);
          expect(next.rate).toBeGreaterThanOrEqual(1);
          if (throttled) {
            expect(next.window).toBeLessThanOrEqual(pace.window);
            expect(next.rate).toBeLessThanOrEqual(Math.max(1, pace.rate));
          } else {
            expect(next.rate).toBeGreaterThanOrEqual(pace.rate);
          }
          pace = next;
        }
      }),
    );
  });

  it('follows the limit down, and up only where nothing was learned', () => {
    const cut = paceThrottled(paceAtFirst(32), 1_000);
    expect(paceWithin(paceAtFirst(32), 32, 8).window).toBe(8);
    expect(paceWithin(paceAtFirst(32), 32, 64).window).toBe(64);
    expect(paceWithin(cut, 32, 64).window).toBe(16);
    expect(paceWithin(cut, 32, 4).window).toBe(4);
  });
});

describe('a bucket', () => {
  it('lets no more go than the rate, in any order of asking, and at most 50 ms of it at once', () => {
    const rates = fc.double({ min: 0.01, max: 5_000, noNaN: true });
    fc.assert(
      fc.property(rates, fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 100 }), (rate, steps) => {
        let bucket = emptyBucket(0);
        let now = 0;
        let gone = 0;
        for (const step of steps) {
          now += step;
          bucket = filled(bucket, rate, now);
          let atOnce = 0;
          for (; nextCallAt(bucket, rate) <= now && atOnce < 1_000; atOnce += 1) bucket = withoutOne(bucket);
          expect(atOnce).toBeLessThanOrEqual(Math.max(1, rate / 20) + 1e-6);
          gone += atOnce;
          expect(gone).toBeLessThanOrEqual(1 + (rate * now) / 1_000 + 1e-6);
          if (atOnce < 1_000) expect(nextCallAt(bucket, rate)).toBeGreaterThan(now);
        }
      }),
    );
  });

  it('knows no bound where there is none', () => {
    const bucket = withoutOne(filled(emptyBucket(5), Infinity, 7));
    expect(nextCallAt(bucket, Infinity)).toBe(7);
  });
});

describe('the pause after a 429', () => {
  it.each([
    [1, undefined, 1_000],
    [2, undefined, 2_000],
    [4, undefined, 8_000],
    [5, undefined, 10_000],
    [1_000, undefined, 10_000],
    [1, 5_000, 5_000],
    [9, 5_000, 5_000],
    [1, 99_999_000, 300_000],
    [1, -5_000, 0],
    [1, 0, 0],
  ])('number %i in a row asking for %p: nothing for %i ms', (inARow, asked, pause) => {
    expect(throttlePause(inARow, asked)).toBe(pause);
  });
});
