import fc from 'fast-check';
import { bucketMs, latencyBucket, latencyBuckets } from './latency.ts';

describe('latency buckets', () => {
  it('give a time back within 4.4 %, from 1 ms to 45 days', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 45 * 86_400_000, noNaN: true }), (ms) => {
        expect(Math.abs(bucketMs(latencyBucket(ms)) - ms) / ms).toBeLessThanOrEqual(0.0443);
      }),
    );
  });

  it('never fall as the time grows, and hold whatever comes', () => {
    const time = fc.integer({ min: -1_000, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map(latencyBucket) as [number, number];
        expect(less).toBeLessThanOrEqual(more);
        expect(more).toBeLessThan(latencyBuckets);
        expect(less).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(latencyBucket(Number.NaN)).toBe(0);
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 8],
    [4, 16],
    [1_000, 80],
    [5_098, 99],
    [60_000, 127],
  ])('%i ms is in bucket %i: what is stored stays readable', (ms, bucket) => {
    expect(latencyBucket(ms)).toBe(bucket);
  });
});
