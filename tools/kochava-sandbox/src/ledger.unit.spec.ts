import { Devices } from './devices.ts';
import { Ledger, type Entry } from './ledger.ts';
import { Recent } from './recent.ts';

const entry = (rawBody: string): Entry => ({
  at: 1,
  endedAt: 2,
  overAt: 2,
  method: 'POST',
  path: '/track/json',
  kind: 'event',
  app: 'kodemo',
  rawHeaders: ['Host', 'x', 'Set', 'a', 'set', 'b'],
  rawBody,
  status: 200,
  reply: '{}',
  accepted: true,
  violations: [],
  flags: [],
});

describe('the ledger', () => {
  it('keeps the newest rows, with their numbers', () => {
    const ledger = new Ledger({ rows: 3, bytes: Infinity });
    for (let n = 1; n <= 10; n += 1) ledger.add(entry(String(n)));
    expect([...ledger.rows()].map(({ n, body }) => [n, body])).toEqual([
      [8, 8],
      [9, 9],
      [10, 10],
    ]);
    expect([...ledger.rows(9)].map(({ n }) => n)).toEqual([10]);
    expect([ledger.last, ledger.dropped, ledger.accepted.event]).toEqual([10, 7, 10]);
  });

  it('is bounded in bytes too', () => {
    const ledger = new Ledger({ rows: Infinity, bytes: 10_000 });
    for (let n = 0; n < 100; n += 1) ledger.add(entry('x'.repeat(1000)));
    expect([...ledger.rows()].length).toBe(7);
    expect(ledger.dropped).toBe(93);
  });

  it('shows the rows as they were when it was asked', () => {
    const ledger = new Ledger({ rows: 2, bytes: Infinity });
    for (const body of ['1', '2']) ledger.add(entry(body));
    const rows = ledger.rows();
    const first = rows.next().value?.n;
    for (const body of ['3', '4', '5']) ledger.add(entry(body));
    expect([first, rows.next().value?.n, rows.next().done]).toEqual([1, 2, true]);
  });

  it('keeps every value of a repeated header', () => {
    const ledger = new Ledger({ rows: 2, bytes: Infinity });
    ledger.add(entry('no json'));
    expect([...ledger.rows()]).toMatchObject([{ headers: { host: 'x', set: 'a, b' }, body: null }]);
  });
});

it('devices are bounded, the oldest forgotten first', () => {
  const devices = new Devices(2);
  for (const idfv of ['a', 'b', 'c']) devices.learn('kodemo', { ids: { idfv } }, 5);
  expect(['a', 'b', 'c'].map((idfv) => devices.knew('kodemo', { ids: { idfv } }, 5))).toEqual([false, true, true]);
  expect(devices.knew('kodemo', { ids: { idfv: 'c' } }, 4)).toBe(false);
  expect(devices.forgotten).toBe(1);
});

it('recent texts are bounded, the oldest forgotten first', () => {
  const recent = new Recent(2);
  for (const text of ['a', 'b', 'c']) recent.add(text);
  expect(['a', 'b', 'c'].map((text) => recent.has(text))).toEqual([false, true, true]);
});
