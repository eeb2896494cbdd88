import {
  decode,
  deviceShard,
  linkDeletions,
  outcomeDeletions,
  receivedDeletions,
  type DeletionAsk,
  type LinkDeletion,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { findPerson, linkerAsk, listed, valuesOf, type FoundDevice } from '@kochava-stream/domain/deletion';
import { deviceKey, userKey } from '@kochava-stream/domain/profiles';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { outgoing, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { deleteProfiles, forgetFound, loadFound, loadPerson, lockJob, saveFound } from './store/deletions.ts';
import { saveProfiles } from './store/profiles.ts';

/** People and devices to be forgotten, as one shard is asked for it. */
export interface Deletions {
  readonly shard: number;
  readonly deletions: readonly DeletionAsk[];
}

/** @throws ContractError */
export function parseDeletions(message: ShardMessage): Deletions {
  return { shard: message.shard, deletions: decode(receivedDeletions, message.bytes).deletions };
}

export interface DeleterOptions {
  readonly config: { syncsOf(project: string): readonly SyncConfig[] };
  readonly forgotten: Forgotten;
  readonly shards: number;
}

/**
 * Forgets people and devices: marks their names, so that nothing of theirs is taken any more, deletes their profiles, and asks
 * the linker for what Kochava knows them by. Every shard is asked, because a user's profile is written by the shards of all
 * his devices: none of them can bring it back once it has seen the mark itself.
 */
export function deleter(on: DeleterOptions) {
  return async (batch: readonly Deletions[], tx: Tx, context: Context): Promise<Outgoing[]> => {
    const messages: Outgoing[] = [];
    for (const { shard, deletions } of batch) {
      for (const ask of deletions) messages.push(...(await forget(ask, shard, { tx, context, ...on })));
    }
    return messages;
  };
}

async function forget(
  ask: DeletionAsk,
  shard: number,
  { tx, context, config, forgotten, shards }: DeleterOptions & { tx: Tx; context: Context },
): Promise<Outgoing[]> {
  const { job, project, at } = ask;
  await lockJob(tx, job);
  if (ask.over) {
    await forgetFound(tx, job);
    return [];
  }
  const rows = await loadPerson(tx, ask);
  const syncs = config.syncsOf(project);
  const person = findPerson(ask, rows, syncs);
  const devices = merged(await loadFound(tx, job), person.devices);
  await forgotten.add(tx, [
    ...ask.userIds.map((id) => ({ name: userKey(project, id), always: true, at })),
    ...devices.map(({ device, always }) => ({ name: deviceKey(project, device), always, at })),
  ]);
  const profiles = await deleteProfiles(tx, person.gone);
  const versions = new Map(rows.map(({ key, version }) => [key, version]));
  await saveProfiles(
    tx,
    person.changed.flatMap((profile) => {
      const key = 'devices' in profile ? userKey(project, profile.user) : deviceKey(project, profile.device);
      return [{ key, profile, version: versions.get(key) ?? 0 }];
    }),
  );
  await saveFound(tx, job, devices);
  const counts = await forgotten.counted(tx, `${job}/${ask.ask}`, { profiles, devices: person.devices.length });
  // One shard asks the linker for everything; others where they found something that the one may not have seen.
  const asks = shard === 0 || person.gone.length > 0 ? linkerAsks(ask, devices, { syncs, shards }) : [];
  const found = [...valuesOf(ask, devices)].map(([value, always]) => ({ value, always }));
  const answer = { v: 1 as const, job, ask: ask.ask, by: 'transformer' as const, counts, found };
  return [
    ...asks.map(([to, deletion]) =>
      outgoing({
        id: context.newId(),
        contract: linkDeletions,
        to: { shard: to },
        message: { v: 1, deletions: [deletion] },
      }),
    ),
    outgoing({
      id: context.newId(),
      contract: outcomeDeletions,
      to: {},
      message: { ...answer, asks: asks.map(([, deletion]) => deletion.ask) },
    }),
  ];
}

/** What was found first knows more: the profiles were still there. */
function merged(before: readonly FoundDevice[], now: readonly FoundDevice[]): FoundDevice[] {
  const devices = new Map(now.map((device) => [device.device, device]));
  for (const device of before) {
    const again = devices.get(device.device);
    devices.set(device.device, { ...device, always: device.always || again?.always === true });
  }
  return [...devices.values()];
}

function linkerAsks(
  { job, ask, project, at }: DeletionAsk,
  devices: readonly FoundDevice[],
  { syncs, shards }: { syncs: readonly SyncConfig[]; shards: number },
): [number, LinkDeletion][] {
  const asks = new Map<number, LinkDeletion>();
  for (const { always, ids, atKochava } of devices) {
    for (const { id: sync } of syncs) {
      const place = atKochava.find((each) => each.sync === sync);
      const shard = place === undefined ? 0 : deviceShard(sync, place.kochavaDeviceId, shards);
      const open = asks.get(shard) ?? { job, ask: linkerAsk(ask, shard), project, at, devices: [], ids: [] };
      asks.set(shard, open);
      if (place !== undefined) open.devices.push({ sync, kochavaDeviceId: place.kochavaDeviceId, always });
      open.ids.push(...listed({ ...ids, ...place?.ids }).map((id) => ({ sync, ...id })));
    }
  }
  return [...asks];
}
