import { hash } from 'node:crypto';
import { type Count } from '@kochava-stream/contracts';
import { type EventDraft } from '@kochava-stream/domain/routing';
import { type Transformed } from './transform.ts';

/** How an event ends that would send the install of a device a second time. */
export const installRepeated = 'install-repeated';

/** The keys of the installs that a batch would send, each once. */
export function installKeys({ dispatches }: Pick<Transformed, 'dispatches'>): Set<string> {
  return new Set([...dispatches.values()].flatMap((drafts) => drafts.filter(isInstall).map(keyOf)));
}

/**
 * Leaves out installs of devices whose install was sent before, or earlier in the batch: an app is installed once on a device,
 * and what comes back after a reinstall has another Kochava device id. (A person who sends a dead letter again is not
 * asked.) @param sent keys of those that were sent in earlier batches
 */
export function onlyFirstInstalls(transformed: Transformed, sent: ReadonlySet<string>): Transformed {
  const seen = new Set(sent);
  const repeated = new Map<string, { project: string; n: number }>();
  const isFirst = (draft: EventDraft): boolean => {
    if (!isInstall(draft)) return true;
    const key = keyOf(draft);
    if (!seen.has(key)) return seen.add(key).has(key);
    const { sync, received } = draft;
    const before = repeated.get(sync.id);
    repeated.set(sync.id, { project: received.part.project, n: (before?.n ?? 0) + 1 });
    return false;
  };
  const kept = [...transformed.dispatches].map(([sync, drafts]) => [sync, drafts.filter(isFirst)] as const);
  if (repeated.size === 0) return transformed;
  const counts = transformed.counts.flatMap((row) => withoutRepeated(row, repeated));
  for (const [sync, { project, n }] of repeated) {
    counts.push({ project, sync, what: 'filtered', reason: installRepeated, n });
  }
  return { ...transformed, dispatches: new Map(kept.filter(([, drafts]) => drafts.length > 0)), counts };
}

/** They were counted as dispatched. */
function withoutRepeated(row: Count, repeated: ReadonlyMap<string, { n: number }>): Count[] {
  if (row.what !== 'dispatched' || row.sync === null) return [row];
  const n = row.n - (repeated.get(row.sync)?.n ?? 0);
  return n === 0 ? [] : [{ ...row, n }];
}

function isInstall({ sync }: EventDraft): boolean {
  return sync.kind === 'install';
}

function keyOf({ sync, mapped }: EventDraft): string {
  return hash('sha256', `${sync.id}\0${mapped.kochavaDeviceId}`, 'hex').slice(0, 32);
}
