import { type Tx } from '@kochava-stream/persistence';
import { type Context, type Due } from '@kochava-stream/shards';
import { Devices, sends, type Syncs } from './devices.ts';

/** Holds in one transaction. */
const limit = 500;

/**
 * Releases what is due and expires what has waited too long, in the order of their times, in the shards that are owned.
 * Looks at two indexes only, so that it can run often: a hold has no timer.
 */
export function dueWork({ syncs, shards }: { syncs: Syncs; shards: number }) {
  return async (tx: Tx, owned: readonly number[], context: Context): Promise<Due> => {
    if (!syncs.ready() || owned.length === 0) return { outgoing: [], again: false };
    const sending = syncs
      .all()
      .filter(sends)
      .map(({ id }) => id);
    const keys = await tx.query<{ sync: string; kochavaDeviceId: string }>('due holds', dueHolds, [
      sending,
      owned,
      context.now,
      limit,
    ]);
    if (keys.length === 0) return { outgoing: [], again: false };
    const devices = new Devices({ tx, context, syncs, shards });
    await devices.load(keys);
    devices.release();
    for (const key of keys) devices.tell(key, { type: 'Expire', now: context.now });
    return { outgoing: await devices.save(), again: keys.length >= limit };
  };
}

const dueHolds = `
  (SELECT d.sync, d.kochava_device_id AS "kochavaDeviceId"
   FROM unnest($1::text[]) AS s (sync) CROSS JOIN unnest($2::integer[]) AS o (shard)
   CROSS JOIN LATERAL (
     SELECT h.sync, h.kochava_device_id, h.due_at FROM hold h
     WHERE h.sync = s.sync AND h.shard = o.shard AND h.due_at <= $3::bigint
     ORDER BY h.due_at LIMIT $4) AS d
   ORDER BY d.due_at LIMIT $4)
  UNION ALL
  (SELECT e.sync, e.kochava_device_id
   FROM unnest($2::integer[]) AS o (shard)
   CROSS JOIN LATERAL (
     SELECT h.sync, h.kochava_device_id, h.expires_at FROM hold h
     WHERE h.shard = o.shard AND h.expires_at <= $3::bigint
     ORDER BY h.expires_at LIMIT $4) AS e
   ORDER BY e.expires_at LIMIT $4)`;
