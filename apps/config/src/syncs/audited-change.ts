import { changesBetween, type SyncState } from '@kochava-stream/domain/sync';

/** What a change did, for the audit log: the fields that differ; of secrets their fingerprints. */
export function auditedChange(before: SyncState | undefined, after: SyncState) {
  const changes = changesBetween(before, after);
  return {
    before: { version: before?.version ?? 0, ...Object.fromEntries(changes.map((each) => [each.field, each.before])) },
    after: { version: after.version, ...Object.fromEntries(changes.map((each) => [each.field, each.after])) },
  };
}
