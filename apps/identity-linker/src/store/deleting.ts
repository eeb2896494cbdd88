import { type DeviceIdKind, type LinkDeletion } from '@kochava-stream/contracts';
import { type Tx } from '@kochava-stream/persistence';
import { type DeviceKey } from './rows.ts';

export interface IdOf {
  readonly sync: string;
  readonly kind: DeviceIdKind;
  readonly value: string;
}

/** A device that goes, with everything by which it was known. */
export interface GoingDevice extends DeviceKey {
  readonly project: string | null;
  readonly ids: Readonly<Partial<Record<DeviceIdKind, readonly string[]>>>;
  /** Properties that are held. */
  readonly held: number;
}

/** What more devices than this carry is nobody's id. */
const mostCarriers = 20;

/** The devices that are known by one of the ids now, or were before they were confirmed. */
export async function carriersOf(tx: Tx, ids: LinkDeletion['ids']): Promise<DeviceKey[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ sync: string; kochava_device_id: string }>(
    'carriers of deleted ids',
    `SELECT c.sync, c.kochava_device_id
     FROM unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
     CROSS JOIN LATERAL (
       SELECT sync, kochava_device_id, count(*) OVER () AS n FROM (
         (SELECT a.sync, a.kochava_device_id FROM device_alias a
          WHERE a.sync = i.sync AND a.kind = i.kind AND a.value = i.value LIMIT ${mostCarriers + 1})
         ${['idfa', 'idfv', 'adid', 'android_id']
           .map(
             (kind) => `UNION (SELECT d.sync, d.kochava_device_id FROM device d
          WHERE i.kind = '${kind}' AND d.sync = i.sync AND d.confirmed ? '${kind}' AND d.confirmed->'${kind}'->>-1 = i.value
          LIMIT ${mostCarriers + 1})`,
           )
           .join('\n         ')}) AS every) AS c
     WHERE c.n <= ${mostCarriers}`,
    columns(ids),
  );
  return rows.map(({ sync, kochava_device_id: kochavaDeviceId }) => ({ sync, kochavaDeviceId }));
}

/** The devices there are among the keys, kept from everybody else until the transaction ends. */
export async function takeDevices(tx: Tx, keys: readonly DeviceKey[]): Promise<GoingDevice[]> {
  const rows = await tx.query<{
    sync: string;
    kochava_device_id: string;
    project: string | null;
    known: GoingDevice['ids'];
    confirmed: GoingDevice['ids'] | null;
    seen: GoingDevice['ids'] | null;
    held: number;
  }>(
    'take devices',
    `SELECT d.sync, d.kochava_device_id, d.project, d.known, d.confirmed, d.seen,
            coalesce((SELECT count(*) FROM hold h, jsonb_object_keys(h.properties)
                      WHERE h.sync = d.sync AND h.kochava_device_id = d.kochava_device_id), 0)::integer AS held
     FROM device d JOIN unnest($1::text[], $2::text[]) AS k (sync, kochava_device_id) USING (sync, kochava_device_id)
     ORDER BY d.sync, d.kochava_device_id FOR UPDATE OF d`,
    [keys.map(({ sync }) => sync), keys.map(({ kochavaDeviceId }) => kochavaDeviceId)],
  );
  return rows.map(({ kochava_device_id: kochavaDeviceId, known, confirmed, seen, ...rest }) => {
    const ids: Record<string, string[]> = {};
    for (const some of [known, confirmed ?? {}, seen ?? {}]) {
      for (const [kind, values] of Object.entries(some)) ids[kind] = [...(ids[kind] ?? []), ...values];
    }
    return { ...rest, kochavaDeviceId, ids };
  });
}

const ofDevices = ['device', 'hold', 'device_alias', 'event', 'command'] as const;

/** Everything that is kept of the devices, their facts included. @returns how many rows of what */
export async function deleteDevices(tx: Tx, keys: readonly DeviceKey[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const params = [keys.map(({ sync }) => sync), keys.map(({ kochavaDeviceId }) => kochavaDeviceId)];
  for (const table of ofDevices) {
    counts[names[table]] = await tx.execute(
      `delete ${table} of devices`,
      `DELETE FROM ${table} t USING unnest($1::text[], $2::text[]) AS k (sync, kochava_device_id)
       WHERE t.sync = k.sync AND t.kochava_device_id = k.kochava_device_id`,
      params,
    );
  }
  return counts;
}

/** What they are called in a receipt. */
const names: Record<(typeof ofDevices)[number], string> = {
  device: 'devices at Kochava',
  hold: 'held links',
  device_alias: 'aliases',
  event: 'identity facts',
  command: 'orders by hand',
};

/** Ids that postbacks named without a device. The syncs are locked. */
export async function deleteIds(tx: Tx, ids: readonly IdOf[]): Promise<number> {
  if (ids.length === 0) return 0;
  const gone = await tx.execute(
    'delete confirmed ids',
    `DELETE FROM confirmed_id t USING unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
     WHERE t.sync = i.sync AND t.kind = i.kind AND t.value = i.value`,
    columns(ids),
  );
  await tx.execute(
    'delete facts of ids',
    `DELETE FROM event t USING unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
     WHERE t.kochava_device_id IS NULL AND t.sync = i.sync AND t.data->>'value' = i.value AND t.data->>'kind' = i.kind`,
    columns(ids),
  );
  return gone;
}

function columns(ids: readonly IdOf[]): [string[], string[], string[]] {
  return [ids.map(({ sync }) => sync), ids.map(({ kind }) => kind), ids.map(({ value }) => value)];
}
