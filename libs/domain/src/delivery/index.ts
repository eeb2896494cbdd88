export { maxRetryMs, minRetryMs, retryCeiling, retryDelay } from './backoff.ts';
export { emptyBucket, filled, nextCallAt, withoutOne, type Bucket } from './bucket.ts';
export { horizonMs, horizonOf, horizonPassed, horizonStart } from './horizon.ts';
export { poisonLetter, type Poison } from './poison-letter.ts';
export { decideNext, type Attempted, type Next, type ReadReply } from './next.ts';
export { paceAccepted, paceAtFirst, paceThrottled, paceWithin, type Pace, type TimedCall } from './pace.ts';
export { throttlePause } from './throttle.ts';
