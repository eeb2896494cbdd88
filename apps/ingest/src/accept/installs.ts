import { createHash } from 'node:crypto';
import { deviceIdKinds, deviceShard, type ReceivedInstall } from '@kochava-stream/contracts';
import { type Part } from './upload-parts.ts';

/**
 * An install as part of a message. It goes where its device's requests go; one that names no kochava_device_id may be of any
 * device of the sync, so its shard does not matter: the linker finds its devices by their ids, in all shards.
 */
export function installPart(install: Omit<ReceivedInstall, 'id'>, shards: number): Part {
  const { sync, kochavaDeviceId, ids } = install;
  const [anyId = ''] = deviceIdKinds.flatMap((kind) => ids[kind] ?? []);
  const text = JSON.stringify({ id: contentId(install), ...install } satisfies ReceivedInstall);
  return { shard: deviceShard(sync, kochavaDeviceId ?? anyId, shards), text, bytes: Buffer.byteLength(text) };
}

/** The bytes of a `receivedInstalls` message that holds the parts. */
export function installsOf(parts: readonly Pick<Part, 'text'>[]): Buffer {
  return Buffer.from(`{"v":1,"installs":[${parts.map(({ text }) => text).join(',')}]}`);
}

/** What says the same has the same id, however often Kochava says it. */
function contentId({ sync, kochavaDeviceId, ids }: Omit<ReceivedInstall, 'id'>): string {
  const content = JSON.stringify([sync, kochavaDeviceId, ...deviceIdKinds.map((kind) => ids[kind] ?? null)]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
