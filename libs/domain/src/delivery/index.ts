export { grown, halved, throttlePause } from './allowance.ts';
export { maxRetryMs, minRetryMs, retryCeiling, retryDelay } from './backoff.ts';
export { horizonMs, horizonPassed } from './horizon.ts';
export { poisonLetter, type Poison } from './poison-letter.ts';
export { decideNext, type Attempted, type Next, type ReadReply } from './next.ts';
