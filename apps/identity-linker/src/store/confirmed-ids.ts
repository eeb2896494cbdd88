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
import { type DeviceIdKind } from '@kochava-stream/contracts';
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

/** Stores and logs the ids that were not confirmed before, and returns those. The syncs are locked exclusively. */
export async function recordConfirmedIds(tx: Tx, ids: readonly ConfirmedId[], at: number): Promise<ConfirmedId[]> {
  return await tx.query<{ -readonly [K in keyof ConfirmedId]: ConfirmedId[K] }>(
    'record confirmed ids',
    `WITH fresh AS (
       INSERT INTO confirmed_id (sync, kind, value, confirmed_by, at)
       SELECT sync, kind, value, confirmed_by, $5
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS i (sync, kind, value, confirmed_by)
       ON CONFLICT DO NOTHING
       RETURNING sync, kind, value, confirmed_by, at
     ), logged AS (
       INSERT INTO event (sync, kochava_device_id, version, type, data, at)
       SELECT sync, NULL, 1, 'IdConfirmed', json_build_object('kind', kind, 'value', value, 'by', confirmed_by), at
       FROM fresh
     )
     SELECT sync, kind, value, confirmed_by AS by FROM fresh`,
    [...columns(ids), ids.map(({ by }) => by), at],
  );
}

/** What more devices than this carry is no device's id, and may not hold up a transaction. */
const mostDevicesOfAnId = 1_000;

/** Which devices carry one of the ids, and which. */
export async function devicesWith(tx: Tx, ids: readonly ConfirmedId[]): Promise<{ key: DeviceKey; id: ConfirmedId }[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ n: number; kochava_device_id: string }>(
    'devices with ids',
    `SELECT i.n::integer AS n, a.kochava_device_id
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS i (sync, kind, value, n)
     CROSS JOIN LATERAL (
       SELECT kochava_device_id FROM device_alias a
       WHERE a.sync = i.sync AND a.kind = i.kind AND a.value = i.value LIMIT ${mostDevicesOfAnId}) AS a`,
    columns(ids),
  );
  return rows.flatMap(({ n, kochava_device_id }) => {
    const id = ids[n - 1];
    return id === undefined ? [] : [{ key: { sync: id.sync, kochavaDeviceId: kochava_device_id }, id }];
  });
}

/** Those among the ids that a postback has confirmed. The syncs are locked, shared at least. */
export async function confirmedAmong(tx: Tx, ids: readonly NamedId[]): Promise<ConfirmedId[]> {
  return await tx.query<{ -readonly [K in keyof ConfirmedId]: ConfirmedId[K] }>(
    'confirmed among ids',
    `SELECT c.sync, c.kind, c.value, c.confirmed_by AS by
     FROM unnest($1::text[], $2::text[], $3::text[]) AS i (sync, kind, value)
     JOIN confirmed_id c ON c.sync = i.sync AND c.kind = i.kind AND c.value = i.value`,
    columns(ids),
  );
}

function columns(ids: readonly NamedId[]): [string[], string[], string[]] {
  return [ids.map(({ sync }) => sync), ids.map(({ kind }) => kind), ids.map(({ value }) => value)];
}
