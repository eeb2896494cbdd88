import { Process } from '../kernel/process.ts';
import { type Call } from '../kochava/far-end.ts';
import { Told } from '../story/load.ts';
import { type TimedEvent } from '../story/script.ts';
import { early, newestLinks } from './links.ts';
import { bounded } from './repeats.ts';

const device = 1;
const event = (n: number): TimedEvent => ({
  ...{ insertId: `1-${n}`, device, shape: 'selected', price: n },
  plan: `plan-${n}`,
});

/** One call after the other, each taken and heard; `e` is an event, a number is a link with that plan. */
function calls(...said: readonly ('e' | number)[]): Call[] {
  const by = new Process('dispatcher-1#1', 'dispatcher');
  return said.map((each, at): Call => {
    const startedAt = (at + 1) * 20_000;
    const as = { by, device, startedAt, endedAt: startedAt + 10, taken: true, status: 200, heard: true };
    return each === 'e'
      ? { ...as, kind: 'event', what: String(at) }
      : { ...as, kind: 'link', what: JSON.stringify({ plan: `plan-${each}` }) };
  });
}

const silent = (all: Call[]): Call[] => all.map((call) => ({ ...call, heard: false }));
const worldOf = (all: Call[]) => ({
  script: { uploads: new Map([[device, []]]), settleMs: 2_000 },
  kochava: { calls: all },
});

/** Two values were accepted, the second is the newest. */
function findings(all: Call[]): string[] {
  const told = new Told();
  told.sent([event(1), event(2)]);
  told.accepted([event(1), event(2)]);
  return newestLinks({ world: worldOf(all), told });
}

describe('the newest value', () => {
  it.each([
    { said: calls('e', 1, 2), why: 'it came last' },
    { said: calls('e', 2), why: 'the older one never left' },
    { said: calls('e', 1, 2, 1, 2), why: 'the older one was taken once more, and the newer one after it' },
    { said: silent(calls('e')), why: 'nobody knows that Kochava has the device' },
  ])('is there: $why', ({ said }) => {
    expect(findings(said)).toEqual([]);
  });

  it.each([
    { said: calls('e', 1, 2, 1), why: 'an older one came over it', last: '{"plan":"plan-1"}' },
    { said: calls('e', 1), why: 'it never left', last: '{"plan":"plan-1"}' },
    { said: calls('e'), why: 'nothing left', last: 'none' },
  ])('is missed: $why', ({ said, last }) => {
    expect(findings(said)).toEqual([`the last link of device 1 is ${last}, the newest value {"plan":"plan-2"}`]);
  });
});

describe('a link that was taken again', () => {
  it('has a reason when an older one came over it', () => {
    const again = calls('e', 1, 2, 1, 2);
    // Nobody heard that the older one was taken: it is sent again, and what it overwrote too.
    const doubted = again.map((call, at) => (at === 1 ? { ...call, heard: false } : call));
    expect(bounded({ calls: doubted })).toEqual([]);
  });

  it.each([
    { said: calls('e', 1, 1), name: '1' },
    { said: calls('e', 1, 2, 2), name: '2' },
    { said: calls('e', 1, 2, 1), name: '1' },
  ])('has none ($said.length calls)', ({ said, name }) => {
    expect(bounded({ calls: said })).toEqual([
      `link {"plan":"plan-${name}"} of device 1 was taken 1 times more, with 0 reasons for it`,
    ]);
  });
});

describe('a link', () => {
  it('may start when an event of its device was accepted and has settled', () => {
    expect(early(worldOf(calls('e', 1)))).toEqual([]);
  });

  it('is early before that', () => {
    expect(early(worldOf(calls(1, 'e')))).toEqual([expect.stringContaining('a link of device 1 started at 20000')]);
    const hasty = calls('e', 1).map((call) => (call.kind === 'link' ? { ...call, startedAt: 22_009 } : call));
    expect(early(worldOf(hasty))).toHaveLength(1);
  });
});
