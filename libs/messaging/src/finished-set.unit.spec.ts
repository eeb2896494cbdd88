import { FinishedSet } from './finished-set.ts';

describe('FinishedSet', () => {
  it('knows what was finished, for a while', () => {
    const set = new FinishedSet(100, 10);
    set.add({ seq: 1, storedAt: 500, reply: `r-${1}` }, 0);
    expect(set.has(1, 500, 99)).toBe(true);
    expect(set.has(1, 500, 100)).toBe(false);
    expect(set.has(2, 500, 0)).toBe(false);
  });

  it('does not take a message of a stream made anew for a finished one', () => {
    const set = new FinishedSet(100, 10);
    set.add({ seq: 1, storedAt: 500, reply: `r-${1}` }, 0);
    expect(set.has(1, 501, 0)).toBe(false);
  });

  it('stays within its bounds', () => {
    const set = new FinishedSet(100, 10);
    for (let seq = 0; seq < 50; seq += 1) set.add({ seq: seq, storedAt: 0, reply: `r-${seq}` }, seq);
    expect(set.size).toBe(10);
    expect(set.has(49, 0, 50)).toBe(true);
    set.add({ seq: 60, storedAt: 0, reply: `r-${60}` }, 500);
    expect(set.size).toBe(1);
  });

  it('tells where the youngest acks went', () => {
    const set = new FinishedSet(1_000, 10);
    for (const now of [0, 50, 100]) set.add({ seq: now, storedAt: 0, reply: `r-${now}` }, now);
    expect([...set.repliesOfLast(60, 100)]).toEqual(['r-50', 'r-100']);
  });
});
