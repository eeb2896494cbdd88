export { anAmplitudeEvent } from './builders/event.ts';
export { aDispatchEntry, aLinkRequest, anInstall, anOutcome, anUpload } from './builders/messages.ts';
export { aProject, aSync, type SyncGiven } from './builders/sync.ts';
export { decider, type Decided, type Given, type When } from './decider.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from './servers.ts';
export { fuzzed } from './fuzz/fuzzed.ts';
export { nearly, nearlyBytes, nearlyText, odd } from './fuzz/hostile.ts';
