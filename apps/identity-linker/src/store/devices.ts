import { deviceIdKinds } from '@kochava-stream/contracts';
import { type DeviceEvent, type DeviceState, type HeldValue } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { TryLater } from '@kochava-stream/shards';
import { columnsOf, deviceRow, holdRow, stateOf, textOf, type DeviceKey, type DeviceRow } from './rows.ts';

const deviceColumns = columnsOf.device.join(', ');
const holdColumns = columnsOf.hold.join(', ');

/** A device, as it was when it was loaded and as it is after the new facts. */
export interface Change {
  readonly key: DeviceKey;
  readonly before: DeviceState;
  readonly after: DeviceState;
  readonly events: readonly DeviceEvent[];
}

/**
 * Another transaction changed a device since it was read: a shard's former owner, or a worker that confirmed it by one
 * of its ids.
 */
export class DeviceChanged extends TryLater {
  override readonly name = 'DeviceChanged';
  constructor() {
    super('a device was changed by another transaction');
  }
}

/** The devices that there are among `keys`, by `textOf`. */
export async function loadDevices(tx: Tx, keys: readonly DeviceKey[]): Promise<Map<string, DeviceState>> {
  if (keys.length === 0) return new Map();
  const rows = await tx.query<DeviceRow & { held: Record<string, HeldValue> | null }>(
    'load devices',
    `SELECT ${columnsOf.device.map((column) => `d.${column}`).join(', ')}, h.properties AS held
     FROM unnest($1::text[], $2::text[]) AS k (sync, kochava_device_id)
     JOIN device d ON d.sync = k.sync AND d.kochava_device_id = k.kochava_device_id
     LEFT JOIN hold h ON h.sync = k.sync AND h.kochava_device_id = k.kochava_device_id`,
    [keys.map(({ sync }) => sync), keys.map(({ kochavaDeviceId }) => kochavaDeviceId)],
  );
  return new Map(
    rows.map((row) => [textOf({ sync: row.sync, kochavaDeviceId: row.kochava_device_id }), stateOf(row, row.held)]),
  );
}

/** Appends the facts and brings the projections up to them. @throws DeviceChanged */
export async function saveDevices(tx: Tx, changes: readonly Change[], shards: number): Promise<void> {
  // One order for everybody, so that two transactions wait for each other in one direction only.
  const sorted = changes.toSorted((a, b) => (textOf(a.key) < textOf(b.key) ? -1 : 1));
  await insertDevices(
    tx,
    sorted.filter(({ before }) => before.version === 0),
    shards,
  );
  await updateDevices(
    tx,
    sorted.filter(({ before }) => before.version > 0),
    shards,
  );
  await appendFacts(tx, sorted);
  await saveHolds(tx, sorted, shards);
  await saveAliases(tx, sorted);
}

async function insertDevices(tx: Tx, changes: readonly Change[], shards: number): Promise<void> {
  if (changes.length === 0) return;
  const inserted = await tx.execute(
    'insert devices',
    `INSERT INTO device (${deviceColumns})
     SELECT ${deviceColumns} FROM json_populate_recordset(null::device, $1::json) ON CONFLICT DO NOTHING`,
    [JSON.stringify(changes.map(({ key, after }) => deviceRow(key, after, shards)))],
  );
  if (inserted !== changes.length) throw new DeviceChanged();
}

async function updateDevices(tx: Tx, changes: readonly Change[], shards: number): Promise<void> {
  if (changes.length === 0) return;
  const updated = await tx.execute(
    'update devices',
    `UPDATE device d
     SET version = n.version, known = n.known, seen = n.seen, confirmed_by = n.confirmed_by, confirmed_at = n.confirmed_at,
         settled_at = n.settled_at, generation = n.generation, confirmed = n.confirmed, in_flight = n.in_flight,
         accepted = n.accepted, project = n.project, sync_version = n.sync_version, traceparent = n.traceparent
     FROM json_populate_recordset(null::device, $1::json) AS n
     JOIN unnest($2::text[], $3::text[], $4::integer[]) AS was (sync, kochava_device_id, version)
       ON was.sync = n.sync AND was.kochava_device_id = n.kochava_device_id
     WHERE d.sync = n.sync AND d.kochava_device_id = n.kochava_device_id AND d.version = was.version`,
    [
      JSON.stringify(changes.map(({ key, after }) => deviceRow(key, after, shards))),
      changes.map(({ key }) => key.sync),
      changes.map(({ key }) => key.kochavaDeviceId),
      changes.map(({ before }) => before.version),
    ],
  );
  if (updated !== changes.length) throw new DeviceChanged();
}

async function appendFacts(tx: Tx, changes: readonly Change[]): Promise<void> {
  const facts = changes.flatMap(({ key, before, events }) =>
    events.map((event, index) => ({ ...key, version: before.version + index + 1, event })),
  );
  if (facts.length === 0) return;
  await tx.execute(
    'append facts',
    `INSERT INTO event (sync, kochava_device_id, version, type, data, at)
     SELECT sync, kochava_device_id, version, type, data::json, at
     FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::bigint[])
       AS e (sync, kochava_device_id, version, type, data, at)`,
    [
      facts.map(({ sync }) => sync),
      facts.map(({ kochavaDeviceId }) => kochavaDeviceId),
      facts.map(({ version }) => version),
      facts.map(({ event }) => event.type),
      facts.map(({ event: { type: _type, at: _at, ...data } }) => JSON.stringify(data)),
      facts.map(({ event }) => event.at),
    ],
  );
}

async function saveHolds(tx: Tx, changes: readonly Change[], shards: number): Promise<void> {
  const rows = changes.flatMap(({ key, after }) => holdRow(key, after, shards) ?? []);
  if (rows.length > 0) {
    await tx.execute(
      'save holds',
      `INSERT INTO hold (${holdColumns})
       SELECT ${holdColumns} FROM json_populate_recordset(null::hold, $1::json)
       ON CONFLICT (sync, kochava_device_id) DO UPDATE
       SET state = excluded.state, since = excluded.since, due_at = excluded.due_at,
           expires_at = excluded.expires_at, properties = excluded.properties`,
      [JSON.stringify(rows)],
    );
  }
  const ended = changes.filter(({ before, after }) => before.held.size > 0 && after.held.size === 0);
  if (ended.length === 0) return;
  await tx.execute(
    'end holds',
    `DELETE FROM hold h USING unnest($1::text[], $2::text[]) AS k (sync, kochava_device_id)
     WHERE h.sync = k.sync AND h.kochava_device_id = k.kochava_device_id`,
    [ended.map(({ key }) => key.sync), ended.map(({ key }) => key.kochavaDeviceId)],
  );
}

async function saveAliases(tx: Tx, changes: readonly Change[]): Promise<void> {
  const aliases = changes.flatMap(({ key, events }) => aliasesOf(key, events));
  if (aliases.length === 0) return;
  await tx.execute(
    'save aliases',
    `INSERT INTO device_alias (sync, kind, value, kochava_device_id)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT DO NOTHING`,
    [
      aliases.map(({ sync }) => sync),
      aliases.map(({ kind }) => kind),
      aliases.map(({ value }) => value),
      aliases.map(({ kochavaDeviceId }) => kochavaDeviceId),
    ],
  );
}

/** The ids by which a postback may mean the device; one that is confirmed needs no postback any more. */
export function aliasesOf(key: DeviceKey, events: readonly DeviceEvent[]) {
  return events.flatMap((event) =>
    event.type !== 'DeviceIdentified'
      ? []
      : deviceIdKinds.flatMap((kind) => {
          const value = event.ids[kind];
          return value === undefined ? [] : [{ ...key, kind, value }];
        }),
  );
}
