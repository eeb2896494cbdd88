/** Eight buckets to an octave: a value read back from its bucket is off by at most 4.4 %, at any size. */
const bucketsPerOctave = 8;

/** Buckets that a time may fall into: up to 45 days. */
export const latencyBuckets = 256;

/**
 * The bucket of a time in ms: bucket 0 holds up to 1 ms, bucket n what is above 2^((n-1)/8) ms up to 2^(n/8) ms. Counts per
 * bucket of any two periods or syncs may be added up. Stored messages and rows depend on it.
 */
export function latencyBucket(ms: number): number {
  if (!(ms > 1)) return 0;
  return Math.min(latencyBuckets - 1, Math.ceil(Math.log2(ms) * bucketsPerOctave - 1e-9));
}

/** The time that stands for a bucket, ms: off by the same share at both of its ends. */
export function bucketMs(bucket: number): number {
  if (bucket <= 0) return 1;
  const above = 2 ** (bucket / bucketsPerOctave);
  const below = 2 ** ((bucket - 1) / bucketsPerOctave);
  return (2 * above * below) / (above + below);
}
