/**
 * Postbacks that name ids but no kochava_device_id. Such a postback may be handled in another shard, by another worker, than
 * the requests and outcomes of the devices that carry its ids, and it may come before or after them. Nothing must fall
 * between: a request looks whether the ids it is the first to name are confirmed, a postback looks which devices
 * carry its ids, and of two that run at the same time one must see what the other wrote. So
 *
 * - a transaction with requests that name new ids holds a shared advisory lock on each of their syncs,
 * - a transaction with such postbacks holds an exclusive one,
 *
 * from before it looks until it has committed. Reads that come after the lock see all that was committed before it (READ
 * COMMITTED takes a snapshot per statement). All locks of a transaction are asked for in one statement, in one order. Requests
 * never wait for requests; a handful of locks serves a batch of any size, where a lock per id would fill the lock table.
 *
 * Devices need no lock: whoever saves one checks that it is still at the version that was read (DeviceChanged), and
 * its row is the first thing that is written. What deadlocks all the same (two postbacks that update the same devices while
 * others wait for them) is a serialization failure for Postgres and is simply done again.
 */
import { deviceIdKinds, type DeviceIdKind } from '@kochava-stream/contracts';
import { type ConfirmedBy } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { type DeviceKey } from './rows.ts';

export interface NamedId {
  readonly sync: string;
  readonly kind: DeviceIdKind;
  readonly value: string;
}
export interface ConfirmedId extends NamedId {
  readonly by: ConfirmedBy;
}

/** Kept apart from other users of advisory locks in the same database. */
const lockClass = 0x1d11;

/** @param syncs to whether the lock is exclusive */
export async function lockSyncs(tx: Tx, syncs: ReadonlyMap<string, boolean>): Promise<void> {
  if (syncs.size === 0) return;
  await tx.query(
    'lock syncs',
    `SELECT CASE WHEN exclusive THEN pg_advisory_xact_lock($1, hash)::text
                 ELSE pg_advisory_xact_lock_shared($1, hash)::text END
     FROM (SELECT hashtext(sync) AS hash, bool_or(exclusive) AS exclusive
           FROM unnest($2::text[], $3::boolean[]) AS s (sync, exclusive) GROUP BY 1 ORDER BY 1) AS wanted`,
    [lockClass, [...syncs.keys()], [...syncs.values()]],
  );
}

/** When each of the ids was confirmed, by `textOfId`; absent = never. The syncs are locked exclusively. */
export async function confirmedWhen(tx: Tx, ids: readonly NamedId[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ -readonly [K in keyof NamedId]: NamedId[K] } & { at: number }>(
    'confirmed when',
    `SELECT c.sync, c.kind, c.value, c.at
     FROM unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
     JOIN confirmed_id c ON c.sync = i.sync AND c.kind = i.kind AND c.value = i.value`,
    columns(ids),
  );
  return new Map(rows.map((row) => [textOfId(row), row.at]));
}

/** `claimed`: there is a device that it is about. */
export type Evidence = ConfirmedId & { readonly claimed: boolean };

/** Stores and logs what an install said of ids. The syncs are locked exclusively. */
export async function recordConfirmedIds(tx: Tx, ids: readonly Evidence[], at: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(
    'record confirmed ids',
    `WITH told AS (
       SELECT sync, kind, value, confirmed_by, nullif(claimed, false) AS claimed
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[])
         AS i (sync, kind, value, confirmed_by, claimed)
     ), stored AS (
       INSERT INTO confirmed_id (sync, kind, value, confirmed_by, at, claimed)
       SELECT sync, kind, value, confirmed_by, $6, claimed FROM told
       ON CONFLICT (sync, kind, value) DO UPDATE
       SET confirmed_by = excluded.confirmed_by, at = excluded.at, claimed = excluded.claimed
     )
     INSERT INTO event (sync, kochava_device_id, version, type, data, at)
     SELECT sync, NULL, 1, 'IdConfirmed',
            json_build_object('kind', kind, 'value', value, 'by', confirmed_by, 'claimed', claimed), $6
     FROM told`,
    [...columns(ids), ids.map(({ by }) => by), ids.map(({ claimed }) => claimed), at],
  );
}

/** What more devices than this carry is no device's id, and may not hold up a transaction. */
const mostDevicesOfAnId = 1_000;

/** A device that has an id. */
export interface Carrier<Id extends NamedId> {
  readonly key: DeviceKey;
  readonly id: Id;
  /** Kochava was known to have it before. */
  readonly confirmed: boolean;
}

/** Which devices requests named by one of the ids, and one each that is confirmed by it. */
export async function carriersOf<Id extends NamedId>(tx: Tx, ids: readonly Id[]): Promise<Carrier<Id>[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ n: number; kochava_device_id: string; confirmed: boolean }>(
    'devices with ids',
    carriers,
    columns(ids),
  );
  return rows.flatMap(({ n, kochava_device_id: kochavaDeviceId, confirmed }) => {
    const id = ids[n - 1];
    return id === undefined ? [] : [{ key: { sync: id.sync, kochavaDeviceId }, id, confirmed }];
  });
}

/** The device whose present id it is: by an index for each kind. */
const present = deviceIdKinds.map(
  (kind) => `
  SELECT i.n::integer AS n, d.kochava_device_id, true AS confirmed
  FROM i CROSS JOIN LATERAL (
    SELECT kochava_device_id FROM device d
    WHERE d.sync = i.sync AND d.confirmed ? '${kind}' AND (d.confirmed->'${kind}'->>-1) = i.value LIMIT 1) AS d
  WHERE i.kind = '${kind}'`,
);
const carriers = `
  WITH i AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS i (sync, kind, value, n))
  SELECT i.n::integer AS n, a.kochava_device_id, d.confirmed_at IS NOT NULL AS confirmed
  FROM i
  CROSS JOIN LATERAL (
    SELECT kochava_device_id FROM device_alias a
    WHERE a.sync = i.sync AND a.kind = i.kind AND a.value = i.value LIMIT ${mostDevicesOfAnId}) AS a
  JOIN device d ON d.sync = i.sync AND d.kochava_device_id = a.kochava_device_id
  UNION ALL ${present.join(' UNION ALL ')}`;

/**
 * Those among the ids that an install has confirmed and no device had yet: now one has. What an install said is about one
 * install of the app: whoever turns up with the same id later waits for what is said about his own. The syncs are
 * locked, shared at least.
 */
export async function claimIds(tx: Tx, ids: readonly NamedId[], at: number): Promise<ConfirmedId[]> {
  return await tx.query<{ -readonly [K in keyof ConfirmedId]: ConfirmedId[K] }>(
    'claim ids',
    `WITH taken AS (
       UPDATE confirmed_id c SET claimed = true
       FROM unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
       WHERE c.sync = i.sync AND c.kind = i.kind AND c.value = i.value AND c.claimed IS NOT TRUE
       RETURNING c.sync, c.kind, c.value, c.confirmed_by
     ), logged AS (
       INSERT INTO event (sync, kochava_device_id, version, type, data, at)
       SELECT sync, NULL, 1, 'IdClaimed', json_build_object('kind', kind, 'value', value), $4 FROM taken
     )
     SELECT sync, kind, value, confirmed_by AS by FROM taken`,
    [...columns(ids), at],
  );
}

/** Unique text of an id; neither syncs nor ids have a NUL. */
export function textOfId({ sync, kind, value }: NamedId): string {
  return `${sync}\0${kind}\0${value}`;
}

function columns(ids: readonly NamedId[]): [string[], string[], string[]] {
  return [ids.map(({ sync }) => sync), ids.map(({ kind }) => kind), ids.map(({ value }) => value)];
}
