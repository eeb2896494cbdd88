import fc from 'fast-check';
import { Coalescer, CoalescerClosed } from './coalescer.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A publish that ends when told to. */
function held() {
  const groups: { key: number; items: readonly string[]; end: PromiseWithResolvers<void> }[] = [];
  const publish = (key: number, items: readonly string[]): Promise<void> => {
    const end = Promise.withResolvers<void>();
    groups.push({ key, items: [...items], end });
    return end.promise;
  };
  return { groups, publish, sent: () => groups.map(({ key, items }) => `${key}:${items.join('')}`) };
}

describe('Coalescer', () => {
  it('does not delay a single item', async () => {
    const { publish, sent, groups } = held();
    const coalescer = new Coalescer({ publish });
    const added = coalescer.add(0, 'a', 10);
    await turn();
    expect(sent()).toEqual(['0:a']);
    groups[0]?.end.resolve();
    await added;
    expect(coalescer.bytesWaiting).toBe(0);
  });

  it('gathers while as many groups as may be are in flight, key by key', async () => {
    const { publish, sent, groups } = held();
    const coalescer = new Coalescer({ publish, inFlightPerKey: 1 });
    void coalescer.add(0, 'a', 1);
    await turn();
    for (const item of ['b', 'c', 'd']) void coalescer.add(0, item, 1);
    void coalescer.add(1, 'x', 1);
    await turn();
    expect(sent()).toEqual(['0:a', '1:x']);
    expect(coalescer.bytesWaiting).toBe(5);
    groups[0]?.end.resolve();
    await turn();
    expect(sent()).toEqual(['0:a', '1:x', '0:bcd']);
    expect(coalescer.bytesWaiting).toBe(4);
  });

  it('begins groups of a key at least so far apart, after a rest at once, and a full one too', async () => {
    const sent: string[] = [];
    const publish = async (_key: number, items: readonly string[]) => void sent.push(items.join(''));
    const coalescer = new Coalescer<string>({ publish, gatherMs: 60, maxItems: 3 });
    await coalescer.add(0, 'a', 1);
    const began = performance.now();
    const second = coalescer.add(0, 'b', 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const third = coalescer.add(0, 'c', 1);
    expect(sent).toEqual(['a']);
    await Promise.all([second, third]);
    expect(performance.now() - began).toBeGreaterThan(50);
    expect(sent).toEqual(['a', 'bc']);
    const full = ['d', 'e', 'f', 'g'].map((item) => coalescer.add(0, item, 1));
    await turn();
    await turn();
    expect(sent).toEqual(['a', 'bc', 'def']);
    await Promise.all(full);
    await new Promise((resolve) => setTimeout(resolve, 70));
    const last = coalescer.add(0, 'h', 1);
    await turn();
    expect(sent.at(-1)).toBe('h');
    await last;
    await coalescer.close();
  });

  it('fails the items of a group together, and no others', async () => {
    const { publish, groups } = held();
    const coalescer = new Coalescer({ publish, inFlightPerKey: 1 });
    const first = [coalescer.add(0, 'a', 1), coalescer.add(0, 'b', 1)];
    await turn();
    const second = coalescer.add(0, 'c', 1);
    groups[0]?.end.reject(new Error('no'));
    const settled = await Promise.allSettled(first);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    groups[1]?.end.resolve();
    await second;
    expect(coalescer.bytesWaiting).toBe(0);
  });

  it('fails a group whose publish throws at once', async () => {
    const coalescer = new Coalescer<string>({
      publish: () => {
        throw new Error('no');
      },
    });
    await expect(coalescer.add(0, 'a', 1)).rejects.toThrow('no');
  });

  it('takes nothing more once closed, and waits for what it has', async () => {
    const { publish, groups } = held();
    const coalescer = new Coalescer({ publish, inFlightPerKey: 1 });
    const added = [coalescer.add(0, 'a', 1)];
    await turn();
    added.push(coalescer.add(0, 'b', 1));
    let closed = false;
    const closing = coalescer.close().then(() => (closed = true));
    await expect(coalescer.add(0, 'c', 1)).rejects.toThrow(CoalescerClosed);
    groups[0]?.end.resolve();
    await turn();
    await turn();
    expect(closed).toBe(false);
    groups[1]?.end.resolve();
    await closing;
    await Promise.all(added);
  });

  it('publishes each item once, in order, within the limits of a group', async () => {
    const items = fc.array(fc.record({ key: fc.nat(2), size: fc.integer({ min: 1, max: 150 }), wait: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 3 }), async (given, inFlightPerKey) => {
        const out = new Map<number, { index: number; size: number }[]>();
        const flying = new Map<number, number>();
        const coalescer = new Coalescer<{ index: number; size: number }>({
          maxBytes: 100,
          maxItems: 3,
          inFlightPerKey,
          publish: async (key, group) => {
            const now = (flying.get(key) ?? 0) + 1;
            flying.set(key, now);
            expect(now).toBeLessThanOrEqual(inFlightPerKey);
            expect(group.length).toBeLessThanOrEqual(3);
            const bytes = group.reduce((sum, { size }) => sum + size, 0);
            expect(group.length === 1 || bytes <= 100).toBe(true);
            out.set(key, [...(out.get(key) ?? []), ...group]);
            await turn();
            flying.set(key, (flying.get(key) ?? 0) - 1);
          },
        });
        const added = [];
        for (const [index, { key, size, wait }] of given.entries()) {
          added.push(coalescer.add(key, { index, size }, size));
          if (wait) await turn();
        }
        await Promise.all(added);
        expect(coalescer.bytesWaiting).toBe(0);
        for (const key of [0, 1, 2]) {
          const expected = given.flatMap((item, index) => (item.key === key ? [index] : []));
          expect((out.get(key) ?? []).map(({ index }) => index)).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });
});
