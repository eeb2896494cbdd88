export { clockToleranceMs, correctTime } from './correct-time.ts';
export { dedupeKey, dedupeWindowMs } from './dedupe-key.ts';
