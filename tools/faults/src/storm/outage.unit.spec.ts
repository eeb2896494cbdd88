import { callsIn, outageFindings, outageTable } from './outage.ts';

const times = { loadedAt: 0, from: 10_000, to: 70_000 };
const calls = (from: number, to: number, everyMs: number, accepted = true) =>
  Array.from({ length: Math.floor((to - from) / everyMs) }, (_, n) => ({ at: from + n * everyMs, accepted }));
const before = calls(0, 10_000, 20);
const away = calls(10_000, 70_000, 2_000, false);

describe('an outage', () => {
  it('holds when it is called seldom, and fully soon after it', () => {
    const rates = callsIn([...before, ...away, ...calls(78_000, 100_000, 10)], times);
    expect(rates).toMatchObject({ seconds: 60, before: 50, during: 0.5, after: 100, backAfterMs: 8_000 });
    expect(outageFindings(rates)).toEqual([]);
    expect(outageTable(rates)).toMatch(/8\.0 s after its return$/);
  });

  it.each([
    ['it is called on and on', [...calls(10_000, 70_000, 20, false), ...calls(71_000, 99_000, 10)], /no breaker/],
    ['it is tried too late', [...away, ...calls(103_000, 120_000, 10)], /no call was accepted in 32 s/],
    ['what waited comes slowly', [...away, ...calls(71_000, 99_000, 100)], /only 10\.0 calls a second/],
  ])('does not when %s', (_what, later, words) => {
    expect(outageFindings(callsIn([...before, ...later], times)).join()).toMatch(words);
  });
});
