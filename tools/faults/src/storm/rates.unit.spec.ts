import { rateFindings, ratesOf, stormTable, type Phases } from './rates.ts';

const phases: Phases = { loadedAt: 0, stormFrom: 10_000, stormTo: 40_000, allowed: 20 };

/** Calls at a rate from one time to another; those beyond what is taken are answered 429. */
const calls = (perSecond: number, from: number, to: number, taken = perSecond) =>
  Array.from({ length: (perSecond * (to - from)) / 1_000 }, (_, n) => {
    const accepted = n % perSecond < taken;
    return { at: from + (1_000 * n) / perSecond, accepted, status: accepted ? 200 : 429 };
  });
const before = calls(100, 0, 10_000);

describe('a storm', () => {
  it('holds where calls stay near what is allowed, and come back', () => {
    const rates = ratesOf([...before, ...calls(22, 10_000, 40_000, 18), ...calls(100, 52_000, 60_000)], phases);
    expect(rates).toMatchObject({ before: 100, during: 22, busiest: 22, accepted: 540, throttled: 120 });
    expect(rates.backAfterMs).toBeGreaterThanOrEqual(11_500);
    expect(rates.backAfterMs).toBeLessThanOrEqual(12_500);
    expect(rateFindings(rates)).toEqual([]);
    expect(stormTable(rates)).toContain('22.0/s, 1.10 × what is allowed');
  });

  it('does not where they are too many, in all or for ten seconds', () => {
    expect(
      rateFindings(ratesOf([...before, ...calls(30, 10_000, 40_000, 20), ...calls(100, 40_000, 50_000)], phases)),
    ).toEqual(['30.0 calls a second, 24.0 may be', '30.0 calls a second in ten seconds of it, 24.0 may be']);
    const burst = [
      ...before,
      ...calls(40, 10_000, 20_000, 20),
      ...calls(10, 20_000, 40_000),
      ...calls(100, 40_000, 50_000),
    ];
    expect(rateFindings(ratesOf(burst, phases))).toEqual(['40.0 calls a second in ten seconds of it, 24.0 may be']);
  });

  it('does not where they come back too late, or never, or where there was none', () => {
    const late = ratesOf([...before, ...calls(22, 10_000, 40_000, 18), ...calls(100, 75_000, 80_000)], phases);
    expect(rateFindings(late)).toEqual(['not at the full rate 30 s after it']);
    expect(rateFindings(ratesOf([...before, ...calls(22, 10_000, 40_000, 18)], phases))).toHaveLength(1);
    expect(rateFindings(ratesOf(calls(10, 0, 50_000), phases))).toEqual([
      'there was no storm: nothing went beyond what is allowed',
    ]);
  });
});
