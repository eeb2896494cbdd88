import { type Call } from '../ledgers/call.ts';
import { type Told } from '../ledgers/told.ts';
import { delaysIn, slowed } from './delays.ts';
import { manners } from './manners.ts';
import { farEnd, takenUnheard } from './party.ts';

const base = {
  kind: 'event',
  device: 1,
  properties: {},
  violations: [],
  endedAt: 1,
  status: 200,
  accepted: true,
} as const;
const call = (id: string, at: number, more: Partial<Call> = {}): Call => ({ ...base, id, at, ...more });
const sent = (...those: readonly (readonly [id: string, at: number])[]): Told => ({
  made: [],
  attempts: those.map(([id, at]) => ({ ids: [id], at, ms: 1, status: 200, unsent: false })),
});

describe('delays', () => {
  const told = sent(['a', 100], ['b', 200], ['b', 500], ['c', 900]);
  const calls = [call('a', 110), call('b', 250), call('b', 900), call('c', 990, { status: 503 }), call('d', 10)];

  it('count from the first upload to the first call, for what was sent in the span', () => {
    expect(delaysIn({ from: 0, to: 500 }, [{ told, calls }])).toEqual({ events: 2, p50: 50, p99: 50, most: 50 });
  });

  it('leave out what does not count', () => {
    const failed = (those: readonly Call[]): boolean => those.some(({ status }) => status === 503);
    expect(delaysIn({ from: 0, to: 1_000 }, [{ told, calls }])).toMatchObject({ events: 3, most: 90 });
    expect(delaysIn({ from: 0, to: 1_000 }, [{ told, calls }], failed)).toMatchObject({ events: 2, most: 50 });
  });

  it('may double, and be as long as nobody notices', () => {
    const of = (p99: number) => ({ events: 10, p50: 1, p99, most: p99 });
    const found = (before: number, then: number): string[] =>
      slowed('x', { baseline: of(before), meanwhile: of(then), noiseMs: 150 });
    expect([found(100, 200), found(10, 150)]).toEqual([[], []]);
    expect(found(100, 201)).toEqual(['x: p99 201 ms, at most 200 ms may be (100 ms before)']);
    expect(slowed('x', { baseline: of(1), meanwhile: { ...of(1), events: 0 }, noiseMs: 1 })).toHaveLength(1);
  });
});

describe('the bound on repeats', () => {
  it('is what Kochava took without saying so', () => {
    const calls = [call('a', 1), call('b', 1, { endedAt: null }), call('c', 1, { endedAt: null, accepted: false })];
    expect(takenUnheard({ calls })).toBe(1);
  });
});

describe('manners', () => {
  it('are each of their own, for the app alone, behind the devices that Kochava refuses', () => {
    const all = manners('http://127.0.0.2:1');
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { rules } of all) {
      const inForce = farEnd('koapp', rules);
      expect(inForce.every(({ match }) => match?.app === 'koapp')).toBe(true);
      expect(inForce.slice(0, 3).every(({ status }) => status === 400)).toBe(true);
    }
  });

  it('never say success where nothing is to be taken', () => {
    const bodies = manners('x').flatMap(({ rules }) =>
      rules.flatMap(({ status, body }) => (status === 200 ? [body] : [])),
    );
    expect(bodies.length).toBeGreaterThan(25);
    for (const body of bodies) {
      const success: unknown = typeof body === 'object' ? (body as { success?: unknown } | null)?.success : undefined;
      expect(['1', 1, true]).not.toContain(success);
    }
  });

  it('fail 30 % in all', () => {
    const [some] = manners('x');
    const letBy = (some?.rules ?? []).reduce((left, { match }) => left * (1 - (match?.share ?? 0)), 1);
    expect(1 - letBy).toBeCloseTo(0.3);
  });
});
