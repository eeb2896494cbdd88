import fc from 'fast-check';
import { addLatency, coarser, type Point } from './points.ts';
import { messagesIn, tally, type Counted, type Done } from './tally.ts';

function endsOf(...ids: string[]): Counted {
  const parts: Record<string, number[]> = {};
  for (const id of ids) {
    const [message = '', index] = id.split('.');
    (parts[message] ??= []).push(Number(index));
  }
  const alike = { project: 'p', sync: 's', kind: 'event', outcome: 'accepted', class: 'accepted' } as const;
  return { ends: { v: 1, ends: [{ ...alike, parts }] } };
}
const countsOf = (id: string, n: number): Counted => ({
  counts: { v: 1, id, at: 1, counts: [{ project: 'p', sync: null, what: 'received', reason: '', n }] },
});

describe('tally', () => {
  it('adds up counts and ends by project, sync, what and reason', () => {
    const { tallies } = tally([countsOf('c1', 5), endsOf('m.0', 'm.1'), countsOf('c2', 2)], new Map(), 0);
    expect(tallies).toEqual([
      { project: 'p', sync: '', what: 'received', reason: '', n: 7 },
      { project: 'p', sync: 's', what: 'event-accepted', reason: 'accepted', n: 2 },
    ]);
  });

  it('counts every part once, however often and in whatever batches it comes', () => {
    const part = fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 300 })).map(([m, i]) => `${m}.${i}`);
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 5 })), fc.nat({ max: 5 }), (messages, size) => {
        let done: Done = new Map();
        let counted = 0;
        const batches = messages.map((ids) => endsOf(...ids));
        for (let at = 0; at < batches.length; at += size + 1) {
          const batch = batches.slice(at, at + size + 1);
          const loaded = new Map(
            messagesIn(batch).flatMap((id) => (done.has(id) ? [[id, done.get(id)!] as const] : [])),
          );
          const result = tally(batch, loaded, 0);
          counted += result.tallies.reduce((sum, { n }) => sum + n, 0);
          done = new Map([...done, ...result.done]);
        }
        expect(counted).toBe(new Set(messages.flat()).size);
        // However often a message is counted on: no more bits than it has parts, rounded up.
        for (const bits of done.values()) expect(bits.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('counts by the minute: how many, how many of them retried, how long they took', () => {
    const alike = { project: 'p', sync: 's', kind: 'event', outcome: 'accepted', class: 'accepted' } as const;
    const told: Counted = {
      ends: {
        v: 1,
        ends: [
          { ...alike, at: 60_000, parts: { a: [0, 1, 2] }, took: { a: [3, 0, 3] }, retried: { a: [2] } },
          { ...alike, at: 120_000, parts: { a: [3] }, took: { a: [1] } },
          { ...alike, parts: { b: [0] } },
        ],
      },
    };
    const twice = tally([told, told], new Map(), 240_001);
    expect(twice.points.map(({ at, n, retried, latency }) => [at, n, retried, latency])).toEqual([
      [60_000, 3, 1, [1, 0, 0, 2]],
      [120_000, 1, 0, [0, 1]],
      [240_000, 1, 0, []],
    ]);
    expect(twice.tallies).toEqual([{ project: 'p', sync: 's', what: 'event-accepted', reason: 'accepted', n: 5 }]);
    expect(tally([told], twice.done, 0).points).toEqual([]);
  });

  it('counts each attempt of an entry once, beside its end, and keeps retries out of the books', () => {
    const retry = (attempt: number, ...indexes: number[]): Counted => ({
      retries: {
        v: 1,
        retries: [
          { project: 'p', sync: 's', kind: 'event', class: 'timeout', at: 60_000, attempt, parts: { m: indexes } },
        ],
      },
    });
    const { points, tallies, done } = tally([retry(1, 0, 1), retry(1, 1), retry(2, 1), endsOf('m.1')], new Map(), 0);
    expect(points.map(({ what, n }) => [what, n])).toEqual([
      ['event-retry', 3],
      ['event-accepted', 1],
    ]);
    expect(tallies.map(({ what }) => what)).toEqual(['event-accepted']);
    expect(messagesIn([retry(2, 1), endsOf('m.1')])).toEqual(['m/2', 'm']);
    expect(tally([retry(2, 1)], done, 0).points).toEqual([]);
  });
});

describe('points', () => {
  it('come to the same in hours as in minutes, histograms included', () => {
    const point = fc.record({
      project: fc.constant('p'),
      sync: fc.constantFrom('s', 't'),
      what: fc.constantFrom('event-accepted', 'filtered'),
      reason: fc.constant(''),
      at: fc.nat({ max: 300 }).map((minute) => minute * 60_000),
      n: fc.nat({ max: 9 }),
      retried: fc.nat({ max: 9 }),
      latency: fc.array(fc.nat({ max: 5 }), { maxLength: 9 }),
    });
    const totals = (points: readonly Point[]) => {
      const latency: number[] = [];
      for (const each of points) addLatency(latency, each.latency);
      const sum = (of: (point: Point) => number) => points.reduce((all, each) => all + of(each), 0);
      return { n: sum(({ n }) => n), retried: sum(({ retried }) => retried), latency };
    };
    fc.assert(
      fc.property(fc.array(point, { maxLength: 30 }), (points) => {
        const hours = coarser(points, 3_600_000);
        expect(totals(hours)).toEqual(totals(points));
        expect(hours.every(({ at }) => at % 3_600_000 === 0)).toBe(true);
        const keys = hours.map(({ sync, what, at }) => `${sync} ${what} ${at}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
