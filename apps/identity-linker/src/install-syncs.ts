import { deviceShard, receivedInstalls, type ReceivedInstall, type SyncConfig } from '@kochava-stream/contracts';
import { outgoing, type Context, type Outgoing } from '@kochava-stream/shards';
import { type Syncs } from './devices.ts';
import { type Fact } from './facts.ts';

type Confirmed = Fact & { type: 'device-confirmed' };

/** What of a batch is the linker's own, and the installs that others hear of. */
export interface Sorted {
  readonly facts: readonly Fact[];
  readonly accepted: readonly Confirmed[];
}

/** An accepted install of a sync "Kochava (Install)" concerns no link of its own: such a sync sends no users. */
export function sortInstalls(facts: readonly Fact[], syncs: Syncs): Sorted {
  const isInstall = (fact: Fact): fact is Confirmed =>
    fact.type === 'device-confirmed' && fact.by === 'event' && syncs.sync(fact.sync)?.kind === 'install';
  const accepted = facts.filter(isInstall);
  return { accepted, facts: accepted.length === 0 ? facts : facts.filter((fact) => !isInstall(fact)) };
}

/**
 * Says of accepted installs, to the post-install syncs of the same project and app, that Kochava has the device. It travels as
 * every other word of an install does, because their devices may be another worker's.
 */
export function installsFor(
  accepted: readonly Confirmed[],
  { syncs, shards }: { syncs: Syncs; shards: number },
  { now, newId }: Pick<Context, 'now' | 'newId'>,
): Outgoing[] {
  const byShard = new Map<number, ReceivedInstall[]>();
  for (const { sync, kochavaDeviceId, ids } of accepted) {
    for (const { id: other } of sameApp(sync, syncs)) {
      const shard = deviceShard(other, kochavaDeviceId, shards);
      const install = {
        id: newId(),
        sync: other,
        receivedAt: now,
        source: 'install-sync' as const,
        kochavaDeviceId,
        ids,
      };
      byShard.set(shard, [...(byShard.get(shard) ?? []), install]);
    }
  }
  return [...byShard].map(([shard, installs]) =>
    outgoing({ id: newId(), contract: receivedInstalls, to: { shard }, message: { v: 1, installs } }),
  );
}

function sameApp(id: string, syncs: Syncs): SyncConfig[] {
  const install = syncs.sync(id);
  if (install === undefined || install.appGuid === '') return [];
  const { project, appGuid } = install;
  return syncs.all().filter((sync) => sync.kind !== 'install' && sync.project === project && sync.appGuid === appGuid);
}
