import { aDispatchEntry } from '@kochava-stream/testing';
import { together, type End } from './ends.ts';
import { ToldDevices } from './told-devices.ts';

const end = (id: string, more: Partial<End> = {}): End => ({
  id,
  project: 'p',
  sync: 's',
  kind: 'event',
  outcome: 'accepted',
  class: 'accepted',
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
