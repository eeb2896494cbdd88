/**
 * The shard of a key: 32-bit FNV-1a over the UTF-8 bytes of the parts, each ended by a NUL, modulo `shards`.
 * Stable for ever: stored messages depend on it. `shards` is fixed when the system is installed.
 */
export function shardOf(parts: readonly string[], shards: number): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % shards;
}

/** An upload's events go where their device goes; without a device, where the user goes. */
export function eventShard(project: string, event: { device_id?: unknown; user_id?: unknown }, shards: number): number {
  const id = event.device_id ?? event.user_id ?? '';
  return shardOf([project, String(id)], shards);
}

/** Link requests and outcomes of one device at Kochava meet in one shard. */
export function deviceShard(sync: string, kochavaDeviceId: string, shards: number): number {
  return shardOf([sync, kochavaDeviceId], shards);
}
