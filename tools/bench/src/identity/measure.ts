import {
  deviceShard,
  dispatchLinks,
  decode,
  encode,
  outcomes,
  receivedInstalls,
  type DispatchEntry,
  type Outcome,
  type ReceivedInstall,
} from '@kochava-stream/contracts';
import { publish, readShard, type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';
import { Latencies, type Summary } from '../latencies.ts';
import { deviceName, vendorId } from './fill.ts';
import { shards, sync, type IdentityStage } from './stage.ts';

export interface IdentityRow {
  readonly devices: number;
  readonly holds: number;
  /** Installs that were told, and the links that left for them, a second. */
  readonly rate: number;
  /** From the install being told until its link was stored for the dispatcher, ms. */
  readonly release: Summary;
  /** One device by its name, by its id, ms. */
  readonly byName: Summary;
  readonly byId: Summary;
  readonly bytes: { readonly device: number; readonly hold: number };
}

const everyMs = 20;
const patienceMs = 120_000;

/** Tells that Kochava has these devices, at a rate, and answers to the links that leave as the dispatcher does. */
export async function measure(
  { db, nats }: IdentityStage,
  of: { devices: number; numbers: readonly number[]; holds: number; perSecond: number },
): Promise<IdentityRow> {
  const sentAt = new Map<string, number>();
  const release = new Latencies();
  const wanted = of.numbers.length;
  const done = Promise.withResolvers<void>();
  const reader = readShard(nats, {
    stream: 'DISPATCH',
    subject: dispatchLinks.subject({ sync: sync.id }),
    fromSeq: await next(nats),
  });
  let left = 0;
  const answering = (async () => {
    for await (const message of reader) {
      const now = performance.now();
      const { entries } = decode(dispatchLinks, message.bytes);
      for (const { kochavaDeviceId } of entries) release.add(now - (sentAt.get(kochavaDeviceId) ?? now));
      left += entries.length;
      void accept(nats, entries);
      if (left >= wanted) done.resolve();
    }
  })();
  const began = performance.now();
  await tell(nats, of.numbers, { perSecond: of.perSecond, sentAt });
  const timer = setTimeout(() => done.reject(new Error(`${left} of ${wanted} links left`)), patienceMs);
  await done.promise;
  clearTimeout(timer);
  const seconds = (performance.now() - began) / 1_000;
  reader.close();
  await answering.catch(() => undefined);
  return {
    devices: of.devices,
    holds: of.holds,
    rate: Math.round(wanted / seconds),
    release: release.summary(),
    byName: await lookUps(db, of.devices, (n) => ['device', 'kochava_device_id', deviceName(n)]),
    byId: await lookUps(db, of.devices, (n) => ['device_alias', "kind = 'idfv' AND value", vendorId(n)]),
    bytes: { device: await bytesPer(db, ['device', 'device_alias']), hold: await bytesPer(db, ['hold']) },
  };
}

async function next(nats: Nats): Promise<number> {
  return (await nats.jsm.streams.info('DISPATCH')).state.last_seq + 1;
}

async function tell(
  nats: Nats,
  numbers: readonly number[],
  on: { perSecond: number; sentAt: Map<string, number> },
): Promise<void> {
  const each = Math.max(1, Math.round((on.perSecond * everyMs) / 1_000));
  const began = performance.now();
  const published: Promise<void>[] = [];
  for (let from = 0; from < numbers.length; from += each) {
    const installs = numbers.slice(from, from + each).map((n): ReceivedInstall => ({
      ...{ id: `i-${n}`, sync: sync.id, receivedAt: Date.now(), source: 'import' },
      ...{ kochavaDeviceId: deviceName(n), ids: { idfv: vendorId(n) } },
    }));
    const byShard = Map.groupBy(installs, ({ kochavaDeviceId }) => deviceShard(sync.id, kochavaDeviceId ?? '', shards));
    for (const [shard, some] of byShard) {
      for (const { kochavaDeviceId } of some) on.sentAt.set(kochavaDeviceId ?? '', performance.now());
      const bytes = encode(receivedInstalls, { v: 1, installs: some });
      published.push(publish(nats, { contract: receivedInstalls, to: { shard }, bytes, id: crypto.randomUUID() }));
    }
    const dueMs = began + ((from + each) / on.perSecond) * 1_000 - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
  }
  await Promise.all(published);
}

async function accept(nats: Nats, entries: readonly DispatchEntry[]): Promise<void> {
  const told = entries.map(
    ({ id, project, syncVersion, kochavaDeviceId, ids, acceptedAt, properties = {} }): Outcome => ({
      ...{ id, project, syncVersion, kochavaDeviceId, ids, acceptedAt, properties, sync: sync.id, kind: 'link' },
      ...{ outcome: 'accepted', class: 'accepted', status: 200, attempts: 1, at: Date.now() },
    }),
  );
  const byShard = Map.groupBy(told, ({ kochavaDeviceId }) => deviceShard(sync.id, kochavaDeviceId, shards));
  for (const [shard, some] of byShard) {
    const bytes = encode(outcomes, { v: 1, outcomes: some });
    await publish(nats, { contract: outcomes, to: { shard }, bytes, id: crypto.randomUUID() });
  }
}

type LookUp = readonly [table: string, where: string, value: string];

async function lookUps(db: Database, devices: number, of: (n: number) => LookUp): Promise<Summary> {
  const took = new Latencies();
  for (let n = 0; n < 500; n += 1) {
    const [table, where, value] = of(Math.floor(((n * 7_919) % 500) * (devices / 500)));
    const began = performance.now();
    const text = `SELECT kochava_device_id FROM ${table} WHERE sync = $1 AND ${where} = $2`;
    await db.query(`look up ${table}`, text, [sync.id, value]);
    took.add(performance.now() - began);
  }
  return took.summary();
}

/** With its indexes. */
async function bytesPer(db: Database, tables: readonly string[]): Promise<number> {
  const [row] = await db.query<{ bytes: number }>(
    'bytes',
    `SELECT (sum(pg_total_relation_size(t::regclass)) / greatest(1, (SELECT max(reltuples) FROM pg_class WHERE oid = $2::regclass)))::float8 AS bytes
     FROM unnest($1::text[]) AS t`,
    [tables, tables[0]],
  );
  return Math.round(row?.bytes ?? 0);
}
