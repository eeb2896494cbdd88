import fc from 'fast-check';
import { deviceShard, eventShard, shardOf } from './shard.ts';

describe('shardOf', () => {
  it('never changes: stored messages depend on it', () => {
    expect(
      [
        ['pr_demo', 'device-1'],
        ['pr_demo', 'Gerät'],
        ['', ''],
      ].map((parts) => shardOf(parts, 16)),
    ).toEqual([11, 10, 13]);
  });

  it('is in range and depends on nothing but its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 64 }), (parts, shards) => {
        const shard = shardOf(parts, shards);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(shards);
        expect(shardOf([...parts], shards)).toBe(shard);
      }),
    );
  });

  it('spreads devices evenly', () => {
    const sizes = new Array<number>(16).fill(0);
    for (let n = 0; n < 16_000; n += 1) sizes[deviceShard('sy_demo', `device-${n}`, 16)]! += 1;
    expect(Math.min(...sizes)).toBeGreaterThan(850);
    expect(Math.max(...sizes)).toBeLessThan(1150);
  });

  it('keeps the parts apart', () => {
    const joined = Array.from(
      { length: 200 },
      (_, n) => shardOf([`a${n}`, 'b'], 1024) === shardOf(['a', `${n}b`], 1024),
    );
    expect(joined.filter(Boolean).length).toBeLessThan(5);
  });

  it('sends an event where its device is, and by its user only without a device', () => {
    const both = eventShard('p', { device_id: 'd', user_id: 'u' }, 1024);
    expect(eventShard('p', { device_id: 'd' }, 1024)).toBe(both);
    expect(eventShard('p', { user_id: 'u' }, 1024)).toBe(shardOf(['p', 'u'], 1024));
  });
});
