import { deviceShard } from '@kochava-stream/contracts';
import { type Database } from '@kochava-stream/persistence';
import { shards, sync } from './stage.ts';

const atOnce = 20_000;
const day = 86_400_000;

/** As Kochava is told it. */
export const deviceName = (n: number): string => `F2A1C6D0-2B0E-4C57-9B41-${String(n).padStart(12, '0')}`;
export const vendorId = (n: number): string => `BCCE52E7-03EE-321A-B3D4-${String(n).padStart(12, '0')}`;

/**
 * Devices as the linker stores them: unconfirmed, each known by one id. The newest `holds` of them have a held link. Their
 * log is left out: nothing reads it here.
 */
export async function fill(
  db: Database,
  of: { from: number; to: number; holds: number },
  say: (line: string) => void,
): Promise<void> {
  const now = Date.now();
  for (let from = of.from; from < of.to; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, of.to - from) }, (_, n) => from + n);
    const names = numbers.map(deviceName);
    const ids = numbers.map(vendorId);
    const shardsOf = names.map((name) => deviceShard(sync.id, name, shards));
    await db.execute(
      'fill devices',
      `INSERT INTO device (sync, kochava_device_id, shard, version, known, accepted, project, sync_version)
       SELECT $1, n.name, n.shard, 2, json_build_object('idfv', json_build_array(n.id)), '{}', $1, 1
       FROM unnest($2::text[], $3::text[], $4::integer[]) AS n (name, id, shard)`,
      [sync.id, names, ids, shardsOf],
    );
    await db.execute(
      'fill aliases',
      `INSERT INTO device_alias (sync, kind, value, kochava_device_id)
       SELECT $1, 'idfv', n.id, n.name FROM unnest($2::text[], $3::text[]) AS n (name, id)`,
      [sync.id, names, ids],
    );
    const held = numbers.filter((n) => n >= of.to - of.holds);
    if (held.length > 0) await hold(db, held, now);
    if (from % 500_000 === 0 && from > of.from) say(`${from.toLocaleString('en')} devices`);
  }
  for (const table of ['device', 'device_alias', 'hold']) await db.execute(`analyze ${table}`, `ANALYZE ${table}`, []);
}

async function hold(db: Database, numbers: readonly number[], now: number): Promise<void> {
  const names = numbers.map(deviceName);
  await db.execute(
    'fill holds',
    `INSERT INTO hold (sync, kochava_device_id, shard, state, since, due_at, expires_at, properties)
     SELECT $1, n.name, n.shard, 'unconfirmed', $4, null, $5,
            json_build_object('plan', json_build_object('value', 'pro', 'requestedAt', $4::bigint, 'since', $4::bigint, 'expiresAt', $5::bigint))
     FROM unnest($2::text[], $3::integer[]) AS n (name, shard)`,
    [sync.id, names, names.map((name) => deviceShard(sync.id, name, shards)), now, now + 30 * day],
  );
}
