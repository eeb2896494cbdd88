import { decider } from './decider.ts';

type Event = { type: 'added'; n: number };
type Decision = { ok: true; events: Event[] } | { ok: false; reason: string };

const sum = decider<{ add: number }, Event, number>(
  ({ add }, total): Decision =>
    total + add > 10 ? { ok: false, reason: 'too-much' } : { ok: true, events: [{ type: 'added', n: add }] },
  (total, { n }) => total + n,
  0,
);
const eight: Event = { type: 'added', n: 8 };

describe('given, when, then', () => {
  it('holds for what happens', () => {
    sum.when({ add: 8 }).then([eight]);
    sum.given([eight]).when({ add: 3 }).thenRejected('too-much');
    sum
      .given([eight])
      .when({ add: 2 })
      .thenState((total) => expect(total).toBe(10));
  });

  it('fails for what does not', () => {
    expect(() => sum.when({ add: 8 }).then([])).toThrow();
    expect(() => sum.when({ add: 8 }).thenRejected('too-much')).toThrow('not refused');
    expect(() => sum.given([eight]).when({ add: 3 }).then([])).toThrow('too-much');
    expect(() => sum.given([eight]).when({ add: 3 }).thenRejected('other')).toThrow();
  });

  it('takes deciders that only make events', () => {
    const plain = decider<string, string, string[]>(
      (c) => [c],
      (s, e) => [...s, e],
      [],
    );
    plain.given(['a']).when('b').then(['b']);
    expect(() => plain.when('b').thenNothing()).toThrow();
  });
});
