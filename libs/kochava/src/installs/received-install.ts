import { createHash } from 'node:crypto';
import { deviceIdKinds, deviceShard, type ReceivedInstall } from '@kochava-stream/contracts';

/**
 * An install as it is published, and the shard it belongs to: that of its device's requests. One that names no
 * kochava_device_id may be of any device of the sync, so its shard does not matter: the linker finds its devices by their ids,
 * in all shards.
 */
export function receivedInstall(
  of: Omit<ReceivedInstall, 'id'>,
  shards: number,
): { readonly shard: number; readonly install: ReceivedInstall } {
  const [anyId = ''] = deviceIdKinds.flatMap((kind) => of.ids[kind] ?? []);
  return { shard: deviceShard(of.sync, of.kochavaDeviceId ?? anyId, shards), install: { id: contentId(of), ...of } };
}

/** What says the same has the same id, however often it is said. */
function contentId({ sync, kochavaDeviceId, ids }: Omit<ReceivedInstall, 'id'>): string {
  const content = JSON.stringify([sync, kochavaDeviceId, ...deviceIdKinds.map((kind) => ids[kind] ?? null)]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
