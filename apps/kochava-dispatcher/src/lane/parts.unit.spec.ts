import fc from 'fast-check';
import { aDispatchEntry } from '@kochava-stream/testing';
import { delivery } from './delivery.ts';
import { Gate, closedReasons } from './gate.ts';
import { Queue } from './queue.ts';
import { Recent } from './recent.ts';

describe('Queue', () => {
  it('is a queue, whatever is done to it', () => {
    const action = fc.oneof(
      fc.record({ push: fc.nat(1_000) }),
      fc.record({ shift: fc.nat(600) }),
      fc.record({ take: fc.integer({ min: 2, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const queue = new Queue<number>();
        let model: number[] = [];
        let next = 0;
        for (const act of actions) {
          if ('push' in act) {
            for (let count = 0; count < act.push; count += 1) {
              queue.push(next);
              model.push(next);
              next += 1;
            }
          } else if ('shift' in act) {
            for (let count = 0; count < act.shift; count += 1) expect(queue.shift()).toBe(model.shift());
          } else {
            expect(queue.take((item) => item % act.take === 0)).toEqual(model.filter((item) => item % act.take === 0));
            model = model.filter((item) => item % act.take !== 0);
          }
          expect(queue.size).toBe(model.length);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('Gate', () => {
  const change = fc.record({
    reason: fc.constantFrom(...closedReasons),
    until: fc.option(fc.nat(1_000), { nil: Infinity }),
    trial: fc.boolean(),
    open: fc.boolean(),
  });

  it('admits freely only without a reason to be closed, and one trial only when every reason allows it', () => {
    fc.assert(
      fc.property(fc.array(change), fc.nat(1_000), (changes, now) => {
        const gate = new Gate();
        const closures = new Map<string, { until: number; trial: boolean }>();
        for (const { reason, until, trial, open } of changes) {
          if (open) {
            gate.open(reason);
            closures.delete(reason);
          } else {
            gate.close(reason, { until, trial });
            closures.set(reason, { until, trial });
          }
        }
        const left = [...closures.values()].filter(({ until, trial }) => until > now || trial);
        const expected = left.length === 0 ? 'open' : left.every(({ until }) => until <= now) ? 'trial' : 'closed';
        expect(gate.admit(now)).toBe(expected);
        if (expected !== 'trial') return;
        expect(gate.admit(now)).toBe('closed');
        gate.trialEnded();
        expect(gate.admit(now)).toBe('trial');
      }),
    );
  });
});

describe('Recent', () => {
  const known = (id: string) => delivery({ kind: 'event', entry: aDispatchEntry({ id }), attempts: 0, since: 0 });

  it('knows what is under way for as long as it is, and what is finished for a while', () => {
    const recent = new Recent({ ttlMs: 1_000, max: 1_000 });
    const slow = known('slow');
    recent.begin(slow);
    for (const at of [0, 400, 800, 1_200, 1_600, 2_000]) {
      const quick = known(`quick ${at}`);
      recent.begin(quick);
      recent.finish(quick, at);
      expect(recent.find(quick.key)).toBe('finished');
      expect(recent.find(slow.key)).toBe(slow);
    }
    expect(recent.find('quick 1600')).toBe('finished');
    expect(recent.find('quick 0')).toBeUndefined();
    recent.forget(slow);
    expect(recent.find(slow.key)).toBeUndefined();
  });

  it('does not grow beyond its bound, and always knows the newest half', () => {
    const recent = new Recent({ ttlMs: 1e9, max: 100 });
    for (let index = 0; index < 1_000; index += 1) {
      const each = known(`e${index}`);
      recent.begin(each);
      recent.finish(each, 0);
    }
    const finished = Array.from({ length: 1_000 }, (_, index) => recent.find(`e${index}`) === 'finished');
    expect(finished.filter(Boolean).length).toBeLessThanOrEqual(100);
    expect(finished.slice(-50).every(Boolean)).toBe(true);
    expect(recent.underWay).toBe(0);
  });
});
