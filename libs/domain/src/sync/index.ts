export { decide, type Decision, type SyncCommand } from './decide.ts';
export { emptyDocument, SyncDocument } from './document.ts';
export { mergePatch } from './merge-patch.ts';
export { enableProblems, reservedEventKeys, saveProblems, type Problem } from './problems.ts';
export { evolve, toConfig, type SecretFacts, type Shown, type SyncEvent, type SyncState } from './sync.ts';
