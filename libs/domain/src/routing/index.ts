export { dryRun, type DryRun, type DryRunResult, type Remembered } from './dry-run.ts';
export { type InstallDraft } from './installs.ts';
export { type LinkDraft } from './links.ts';
export { mapAgain, type MappedAgain } from './map-again.ts';
export { type Received } from './received.ts';
export { takeEvent, type End, type EventDraft, type Taken } from './take-event.ts';
