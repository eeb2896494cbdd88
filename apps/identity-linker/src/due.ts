import { type Tx } from '@kochava-stream/persistence';
import { type Context, type Due } from '@kochava-stream/shards';
import { Devices, sends, type DevicesOptions } from './devices.ts';

/** Holds in one transaction. */
const limit = 500;

/**
 * Releases what is due, as far as there is room, and expires what has waited too long, in the order of their times, in the
 * shards that are owned.
 * Looks at two indexes only, so that it can run often: a hold has no timer.
 */
export function dueWork(options: Pick<DevicesOptions, 'syncs' | 'shards' | 'onTheirWay'>) {
  const { syncs, onTheirWay } = options;
  return async (tx: Tx, owned: readonly number[], context: Context): Promise<Due> => {
    if (!syncs.ready() || owned.length === 0) return { outgoing: [], again: false };
    const sending = syncs
      .all()
      .filter(sends)
      .map((sync) => ({ id: sync.id, room: onTheirWay.room(sync, context.now) }))
      .filter(({ room }) => room > 0);
    const keys = await tx.query<{ sync: string; kochavaDeviceId: string }>('due holds', dueHolds, [
      sending.map(({ id }) => id),
      owned,
      context.now,
      limit,
      sending.map(({ room }) => room),
    ]);
    if (keys.length === 0) return { outgoing: [], again: false };
    const devices = new Devices({ ...options, tx, context });
    await devices.load(keys);
    devices.release();
    for (const key of keys) devices.tell(key, { type: 'Expire', now: context.now });
    return { outgoing: await devices.save(), again: keys.length >= limit };
  };
}

const dueHolds = `
  (SELECT d.sync, d.kochava_device_id AS "kochavaDeviceId"
   FROM unnest($1::text[], $5::integer[]) AS s (sync, room) CROSS JOIN unnest($2::integer[]) AS o (shard)
   CROSS JOIN LATERAL (
     SELECT h.sync, h.kochava_device_id, h.due_at FROM hold h
     WHERE h.sync = s.sync AND h.shard = o.shard AND h.due_at <= $3::bigint
     ORDER BY h.due_at LIMIT s.room) AS d
   ORDER BY d.due_at LIMIT $4)
  UNION ALL
  (SELECT e.sync, e.kochava_device_id
   FROM unnest($2::integer[]) AS o (shard)
   CROSS JOIN LATERAL (
     SELECT h.sync, h.kochava_device_id, h.expires_at FROM hold h
     WHERE h.shard = o.shard AND h.expires_at <= $3::bigint
     ORDER BY h.expires_at LIMIT $4) AS e
   ORDER BY e.expires_at LIMIT $4)`;
