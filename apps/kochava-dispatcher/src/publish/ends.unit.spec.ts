import { outcomeEnds, outcomeRetries, parse } from '@kochava-stream/contracts';
import { aDispatchEntry } from '@kochava-stream/testing';
import { together, type End } from './ends.ts';
import { retriesTogether, type Retry } from './retries.ts';
import { ToldDevices } from './told-devices.ts';

const end = (id: string, more: Partial<End> = {}): End => ({
  id,
  project: 'p',
  sync: 's',
  kind: 'event',
  outcome: 'accepted',
  class: 'accepted',
  attempts: 1,
  acceptedAt: 60_000,
  at: 60_500,
  ...more,
});

describe('ends', () => {
  it('that are alike travel together, by message and index', () => {
    const { ends } = together([
      end('a.0'),
      end('b.7'),
      end('a.2'),
      end('a.1', { outcome: 'dead', class: 'refused' }),
      end('a.3', { sync: 't' }),
    ]);
    expect(ends.map(({ sync, outcome, parts }) => [sync, outcome, parts])).toEqual([
      ['s', 'accepted', { a: [0, 2], b: [7] }],
      ['s', 'dead', { a: [1] }],
      ['t', 'accepted', { a: [3] }],
    ]);
  });

  it('tell the minute, how long each took, and which ones took more than one attempt', () => {
    const { ends } = together([
      end('a.0', { at: 60_001 }),
      end('a.4', { at: 119_999, attempts: 3 }),
      end('b.1', { at: 61_000, attempts: 2 }),
      end('a.5', { at: 120_000 }),
    ]);
    const first = { at: 60_000, parts: { a: [0, 4], b: [1] }, took: { a: [0, 127], b: [80] } };
    expect(ends).toEqual([
      expect.objectContaining({ ...first, retried: { a: [4], b: [1] } }),
      expect.objectContaining({ at: 120_000, parts: { a: [5] } }),
    ]);
    expect(ends[1]).not.toHaveProperty('retried');
    expect(parse(outcomeEnds, { v: 1, ends })).toEqual({ v: 1, ends });
  });

  it('cost the same per entry, however fast and in whatever attempt they ended', () => {
    const alike = Array.from({ length: 1_000 }, (_, index) => end(`m.${index}`));
    const mixed = alike.map((each, index) => ({ ...each, at: 60_000 + index * 50, attempts: 1 + (index % 5) }));
    const size = (ends: End[]) => JSON.stringify(together(ends)).length / ends.length;
    expect(size(alike)).toBeLessThan(8);
    expect(size(mixed)).toBeLessThan(12);
  });
});

describe('retries', () => {
  const alike = { project: 'p', sync: 's', kind: 'event', class: 'accepted', at: 60_500 } as const;
  const retry = (id: string, more: Partial<Retry> = {}): Retry => ({ ...alike, id, attempt: 1, ...more });

  it('of one attempt, class and minute are told together', () => {
    const told = retriesTogether([
      retry('a.0'),
      retry('a.1'),
      retry('a.0', { attempt: 2 }),
      retry('a.2', { class: 'timeout' }),
      retry('b.0', { at: 120_500 }),
    ]);
    expect(told.retries.map(({ attempt, class: reply, at, parts }) => [attempt, reply, at, parts])).toEqual([
      [1, 'accepted', 60_000, { a: [0, 1] }],
      [2, 'accepted', 60_000, { a: [0] }],
      [1, 'timeout', 60_000, { a: [2] }],
      [1, 'accepted', 120_000, { b: [0] }],
    ]);
    expect(parse(outcomeRetries, told)).toEqual(told);
  });
});

describe('told devices', () => {
  it('are told again after an hour, for another sync, and with another identifier', () => {
    let now = 0;
    const told = new ToldDevices(() => now);
    const entry = aDispatchEntry({ kochavaDeviceId: 'd', ids: { idfv: 'v' } });
    expect(told.has('s', entry)).toBe(false);
    told.add('s', entry);
    expect(told.has('s', entry)).toBe(true);
    expect(told.has('t', entry)).toBe(false);
    expect(told.has('s', { ...entry, ids: { idfv: 'v', idfa: 'a' } })).toBe(false);
    now = 3_600_000;
    expect(told.has('s', entry)).toBe(false);
  });

  it('are bounded in number, the oldest forgotten first', () => {
    const told = new ToldDevices(() => 0);
    for (let n = 0; n <= 200_000; n += 1) told.add('s', aDispatchEntry({ kochavaDeviceId: `d${n}` }));
    expect(told.has('s', aDispatchEntry({ kochavaDeviceId: 'd0' }))).toBe(false);
    expect(told.has('s', aDispatchEntry({ kochavaDeviceId: 'd1' }))).toBe(true);
  });
});
