import { latencyBucket } from '@kochava-stream/contracts';
import fc from 'fast-check';
import { adviceFor } from './advice.ts';
import { askedRange } from './asked-range.ts';
import { errorsIn } from './errors.ts';
import { healthOf, type Vitals } from './health.ts';
import { latencyOf } from './latency.ts';
import { type Counted } from './load-points.ts';
import { metricsOf } from './metrics.ts';
import { before, customRange, rangeNames, rangeOf, stepsOf } from './range.ts';
import { seriesIn } from './series.ts';
import { stepsIn } from './steps.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-23T10:20:30Z');

const point = (what: string, n: number, more: Partial<Counted> = {}): Counted => ({
  ...{ at: now - (now % hour), sync: 's', what, reason: '', n, retried: 0, latency: [] },
  ...more,
});
const histogram = (times: readonly number[]): number[] => {
  const counts: number[] = [];
  for (const ms of times) {
    while (counts.length <= latencyBucket(ms)) counts.push(0);
    counts[latencyBucket(ms)]! += 1;
  }
  return counts;
};

describe('ranges', () => {
  it.each([
    ['10m', '10:11', '10:21', 10],
    ['4h', '06:21', '10:21', 240],
    ['1d', '11:00', '11:00', 24],
    ['2w', '11:00', '11:00', 336],
  ] as const)('%s: from %s to %s in %i steps', (name, start, end, steps) => {
    const range = rangeOf(name, now);
    const clock = (at: number) => new Date(at).toISOString().slice(11, 16);
    expect([clock(range.start), clock(range.end), stepsOf(range).length]).toEqual([start, end, steps]);
  });

  it('are in minutes for the last 4 h, in hours beyond, and never further back than 90 days', () => {
    expect(customRange(now - hour, now, now)).toEqual({
      start: now - hour - 30_000,
      end: now + 30_000,
      stepMs: minute,
    });
    expect(customRange(now - 5 * hour, now - 4 * hour, now)?.stepMs).toBe(hour);
    expect(customRange(now - 91 * 24 * hour, now, now)).toBeUndefined();
    expect(customRange(now, now, now)).toBeUndefined();
    expect(before(rangeOf('1d', now), now)?.end).toBe(rangeOf('1d', now).start);
    for (const name of rangeNames) expect(before(rangeOf(name, now), now)).toBeDefined();
  });

  it('asked for by two times have to be a period within what is kept', () => {
    const asked = (start?: string, end?: string) => askedRange({ ...(start && { start }), ...(end && { end }) }, now);
    expect(asked('2026-11-23T09:00:00+01:00', '2026-11-23T09:00:00Z')).toEqual({
      ...{ start: Date.parse('2026-11-23T08:00:00Z'), end: Date.parse('2026-11-23T09:00:00Z'), stepMs: minute },
    });
    expect(asked('2026-11-22T10:00:00 01:00').start).toBe(Date.parse('2026-11-22T09:00:00Z'));
    for (const [start, end] of [
      ['yesterday'],
      ['2026-11-23'],
      ['2026-11-23T09:00:00'],
      ['2026-01-01T00:00:00Z'],
      ['2026-11-23T09:00:00Z', '2026-11-23T08:00:00Z'],
      [undefined, '2026-11-23T08:00:00Z'],
    ]) {
      expect(() => asked(start, end)).toThrow('see problems');
    }
  });
});

describe('latency', () => {
  it('is within 5 % of the exact one, from any number of histograms added up', () => {
    const times = fc.array(fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1 }), { minLength: 1 });
    fc.assert(
      fc.property(times, (parts) => {
        const sorted = parts.flat().sort((a, b) => a - b);
        const exact = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]! / 1_000;
        const { p50, p95, p99 } = latencyOf(parts.map(histogram))!;
        for (const [found, share] of [
          [p50, 0.5],
          [p95, 0.95],
          [p99, 0.99],
        ] as const) {
          expect(Math.abs(found - exact(share))).toBeLessThanOrEqual(0.05 * exact(share) + 0.001);
        }
      }),
    );
    expect(latencyOf([])).toBeNull();
  });
});

describe('metrics', () => {
  it("have Amplitude's names and add up", () => {
    const metrics = metricsOf([
      point('event-accepted', 95, { retried: 5, latency: histogram([1_000, 5_098]) }),
      point('event-dead', 2, { reason: 'horizon-passed' }),
      point('event-dead', 1, { reason: 'refused' }),
      point('dropped', 2, { reason: 'no-ip' }),
      point('filtered', 50, { reason: 'not-selected' }),
      point('event-retry', 7, { reason: 'timeout' }),
      point('link-accepted', 9),
    ]);
    expect(metrics).toEqual({
      eventsDelivered: 95,
      eventsNotDelivered: 5,
      deliveryRate: 0.95,
      latencyInSeconds: expect.closeTo(5.098, 0),
      successOnFirstAttempt: 90,
      successAfterRetry: 5,
      eventsExpired: 2,
      eventsDiscarded: 3,
    });
    expect(metricsOf([])).toMatchObject({ deliveryRate: null, latencyInSeconds: null, eventsDelivered: 0 });
    expect(metricsOf([point('event-accepted', 1_000_000), point('event-dead', 1)]).deliveryRate).toBeLessThan(1);
  });

  it('come in steps that add up, with why and with the period before', () => {
    const points = [
      point('received', 100, { sync: '' }),
      point('duplicate', 10, { sync: '' }),
      point('filtered', 20, { reason: 'not-selected' }),
      point('filtered', 5, { reason: 'filter-1' }),
      point('dropped', 5, { reason: 'no-ip' }),
      point('dispatched', 60),
      point('event-accepted', 50),
      point('event-dead', 1, { reason: 'refused' }),
    ];
    const steps = Object.fromEntries(stepsIn(points, points.slice(0, 3)).map((step) => [step.step, step]));
    expect(steps['received']).toEqual({ step: 'received', n: 100, share: 1, before: 100, reasons: {} });
    expect(steps['filtered']).toMatchObject({ n: 25, before: 20, reasons: { 'not-selected': 20, 'filter-1': 5 } });
    expect(steps['accepted']).toMatchObject({ n: 50, share: 0.5, before: 0 });
    const { received, duplicate, unrouted, filtered, notMappable, mapped } = steps;
    const n = (step: typeof received) => step?.n ?? 0;
    expect(n(received) - n(duplicate) - n(unrouted) - n(filtered) - n(notMappable)).toBe(n(mapped));
    expect(stepsIn([], undefined)[0]).toEqual({ step: 'received', n: 0, share: null, before: null, reasons: {} });
  });

  it('come in a line without gaps', () => {
    const range = rangeOf('1d', now);
    const points = [
      point('event-accepted', 3, { at: range.start + 2 * hour }),
      point('event-retry', 2, { at: range.start }),
    ];
    const series = seriesIn(points, range);
    expect(series).toHaveLength(24);
    expect(series[2]).toMatchObject({ at: new Date(range.start + 2 * hour).toISOString(), delivered: 3, retries: 0 });
    expect(series[0]).toMatchObject({ delivered: 0, retries: 2, latency: null });
  });
});

describe('errors', () => {
  it('are grouped by kind and class, with what to do', () => {
    const errors = errorsIn([
      point('event-retry', 9, { reason: 'timeout' }),
      point('event-dead', 2, { reason: 'refused' }),
      point('event-dead', 1, { reason: 'refused' }),
      point('event-retry', 4, { reason: 'refused' }),
      point('link-dead', 1, { reason: 'refused' }),
      point('dropped', 7, { reason: 'no-ip' }),
      point('event-accepted', 1_000, { reason: 'accepted' }),
    ]);
    expect(errors.map(({ kind, class: of, notDelivered, retries }) => [kind, of, notDelivered, retries])).toEqual([
      ['event', 'no-ip', 7, 0],
      ['event', 'refused', 3, 4],
      ['link', 'refused', 1, 0],
      ['event', 'timeout', 0, 9],
    ]);
    for (const { title, meaning, advice } of errors) expect([title, meaning, advice].every(Boolean)).toBe(true);
    expect(adviceFor('filter-3').title).toBe('Filter 3');
    expect(adviceFor('constructor').title).toBe('constructor');
  });
});

describe('health', () => {
  const vitals = (more: Partial<Vitals> = {}): Vitals => ({
    ...{ enabled: true, dispatchers: 1, closed: new Map(), pending: { waiting: 0, retrying: 0 }, recent: [] },
    ...more,
  });
  const told = (given: Partial<Vitals>) => {
    const { state, reasons } = healthOf(vitals(given));
    return [state, ...reasons.map(({ code }) => code)];
  };

  it.each<[string, Partial<Vitals>, string[]]>([
    ['nothing is wrong', {}, ['healthy']],
    ['disabled, whatever else', { enabled: false, dispatchers: 0 }, ['paused', 'disabled']],
    ['refused', { closed: new Map([['credentials-refused', 5]]) }, ['paused', 'credentials-refused']],
    ['throttled', { closed: new Map([['throttled', 5]]) }, ['degraded', 'throttled']],
    ['a reason of tomorrow', { closed: new Map([['on-fire', 5]]) }, ['paused', 'on-fire']],
    ['no dispatcher', { dispatchers: 0 }, ['paused', 'no-dispatcher']],
    ['no consumers', { pending: 'missing' }, ['paused', 'consumer-missing']],
    ['NATS says nothing', { pending: null }, ['healthy']],
    ['6 % dead', { recent: [point('event-accepted', 94), point('event-dead', 6)] }, ['degraded', 'not-delivered']],
    ['5 % dead', { recent: [point('event-accepted', 95), point('event-dead', 5)] }, ['healthy']],
    ['few events', { recent: [point('event-dead', 9)] }, ['healthy']],
    ['many retries', { recent: [point('event-retry', 30), point('event-accepted', 100)] }, ['degraded', 'retrying']],
    ['nothing but retries', { recent: [point('event-retry', 20)] }, ['degraded', 'retrying']],
    [
      'slow',
      { recent: [point('event-accepted', 50, { latency: histogram(Array(50).fill(90_000)) })] },
      ['degraded', 'slow'],
    ],
    [
      'the gravest first',
      {
        closed: new Map([
          ['throttled', 1],
          ['credentials-refused', 2],
        ]),
        recent: [point('event-dead', 99)],
      },
      ['paused', 'credentials-refused', 'throttled', 'not-delivered'],
    ],
  ])('%s', (_name, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});
