import fc from 'fast-check';
import { messagesIn, tally, type Counted, type Done } from './tally.ts';

function endsOf(...ids: string[]): Counted {
  const parts: Record<string, number[]> = {};
  for (const id of ids) {
    const [message = '', index] = id.split('.');
    (parts[message] ??= []).push(Number(index));
  }
  const alike = { project: 'p', sync: 's', kind: 'event', outcome: 'accepted', class: 'accepted' } as const;
  return { ends: { v: 1, ends: [{ ...alike, parts }] } };
}
const countsOf = (id: string, n: number): Counted => ({
  counts: { v: 1, id, at: 1, counts: [{ project: 'p', sync: null, what: 'received', reason: '', n }] },
});

describe('tally', () => {
  it('adds up counts and ends by project, sync, what and reason', () => {
    const { tallies } = tally([countsOf('c1', 5), endsOf('m.0', 'm.1'), countsOf('c2', 2)], new Map());
    expect(tallies).toEqual([
      { project: 'p', sync: '', what: 'received', reason: '', n: 7 },
      { project: 'p', sync: 's', what: 'event-accepted', reason: 'accepted', n: 2 },
    ]);
  });

  it('counts every part once, however often and in whatever batches it comes', () => {
    const part = fc.tuple(fc.constantFrom('a', 'b'), fc.nat({ max: 300 })).map(([m, i]) => `${m}.${i}`);
    fc.assert(
      fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 5 })), fc.nat({ max: 5 }), (messages, size) => {
        let done: Done = new Map();
        let counted = 0;
        const batches = messages.map((ids) => endsOf(...ids));
        for (let at = 0; at < batches.length; at += size + 1) {
          const batch = batches.slice(at, at + size + 1);
          const loaded = new Map(
            messagesIn(batch).flatMap((id) => (done.has(id) ? [[id, done.get(id)!] as const] : [])),
          );
          const result = tally(batch, loaded);
          counted += result.tallies.reduce((sum, { n }) => sum + n, 0);
          done = new Map([...done, ...result.done]);
        }
        expect(counted).toBe(new Set(messages.flat()).size);
        // However often a message is counted on: no more bits than it has parts, rounded up.
        for (const bits of done.values()) expect(bits.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
