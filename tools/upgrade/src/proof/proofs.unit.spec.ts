import { type Attempt, type Verdict } from '@kochava-stream/faults';
import { Phases, toldIn } from '../load/phases.ts';
import { textOf } from '../report.ts';
import {
  answersOf,
  booksOf,
  endsOf,
  heldOf,
  jobsOf,
  migratedOf,
  readableOf,
  readOf,
  tablesGrown,
  visitsOf,
} from './proofs.ts';

const attempt = (status: number, at = 10): Attempt => ({ at, ms: 5, status, unsent: false, ids: ['a', 'b'] });
const phase = { name: 'all', from: 0, to: 100 };
const verdict: Verdict = {
  requests: 4,
  accepted: 9,
  delivered: 5,
  repeats: 0,
  lost: 0,
  early: 0,
  longestMs: 5,
  findings: [],
};
const replaced = (exitCode: number) => ({ service: 'ingest', readyMs: 900, endedMs: 300, exitCode }) as const;

describe('what clients were told', () => {
  it('is counted where it was sent', () => {
    const attempts = [
      attempt(200),
      attempt(429),
      attempt(0),
      attempt(503),
      attempt(503),
      attempt(200, 100),
      attempt(200, -1),
    ];
    const told = toldIn(phase, attempts);
    expect(told).toMatchObject({ uploads: 5, events: 2, throttled: 1, longestMs: 5 });
    expect([...told.others]).toEqual([
      [0, 1],
      [503, 2],
    ]);
  });

  it('is told phase by phase, none of them open at the end', () => {
    const phases = new Phases();
    phases.begin('a');
    phases.begin('b');
    phases.end();
    const [a, b] = phases.all;
    expect(a?.to).toBeLessThanOrEqual(b?.from ?? 0);
    expect(b?.to).toBeLessThan(Infinity);
  });

  it.each([0, 408, 500, 503])('does not hold with an answer of %d', (status) => {
    expect(answersOf([toldIn(phase, [attempt(200), attempt(429)])]).holds).toBe(true);
    expect(answersOf([toldIn(phase, [attempt(200), attempt(status)])]).holds).toBe(false);
    expect(answersOf([toldIn(phase, [])]).holds).toBe(false);
  });
});

describe('what must hold', () => {
  const lost = { ...verdict, findings: [{ invariant: 'I1', n: 2, text: 'answered 200 and not at Kochava' } as const] };

  it.each([
    ['books', booksOf(verdict, 0), booksOf(lost, 0)],
    ['strangers', booksOf(verdict, 0), booksOf(verdict, 1)],
    ['ends', [endsOf([replaced(0)])], [endsOf([replaced(0), replaced(1)])]],
    [
      'visits',
      [visitsOf({ calls: 3, refused: new Map(), longestMs: 5 })],
      [visitsOf({ calls: 3, refused: new Map([['500', 1]]), longestMs: 5 })],
    ],
    ['jobs', [jobsOf('config: up to date; linker: up to date')], [jobsOf('config: up to date; linker: applied y')]],
    ['failed jobs', [migratedOf('linker: applied y')], [jobsOf('provision-main.js ended with 1: refused')]],
    ['held', [heldOf('by', { held: 3, released: 1 })], [heldOf('by', { held: 3, released: 0 })]],
    ['unreadable', [readableOf([])], [readableOf(['identity-linker'])]],
    ['tables', [tablesGrown(7, 7)], [tablesGrown(6, 7)]],
    ['read', [readOf('x', 1, new Map([[1, 2]]))], [readOf('x', 0, new Map([[1, 2]]))]],
  ])('%s', (_name, good, bad) => {
    expect(good.every(({ holds }) => holds)).toBe(true);
    expect(bad.some(({ holds }) => !holds)).toBe(true);
  });

  it('is told as a table, with what does not', () => {
    const told = [toldIn(phase, [attempt(200), attempt(0)])];
    const text = textOf({ told, replacements: [replaced(0)], proofs: [answersOf(told), ...booksOf(verdict, 0)] });
    expect(text).toMatch(/all +0\.1 +2 +2 +0 +none x 1 +5\n/);
    expect(text).toMatch(/ingest +1 +900 to 900 +300 to 300 +0\n/);
    expect(text).toMatch(/VIOLATED +every upload is answered 200 or 429/);
    expect(text).toMatch(/holds +nothing lost, .*books exact +9 accepted/);
  });
});
