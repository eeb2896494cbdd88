import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { dispatchEvents, dispatchRetry, outcomeCounts, outcomeEnds } from '@kochava-stream/contracts';
import { connectNats, ensureSyncConsumers, provision, publish, type Nats } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import {
  aDispatchEntry,
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { startRollup } from '../rollup/start-rollup.ts';
import { SystemWatch } from './system-watch.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
const metrics = new Metrics('config');
const health = new Health();
let server: TestNats;
let postgres: TestPostgres;
let nats: Nats;
let db: Database;
let careless: Server;
let closers: { close(): Promise<unknown> | unknown }[];

beforeAll(async () => {
  [server, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  nats = await connectNats({ servers: server.url, name: 'spec', logger });
  await provision(nats, { shards: 1, replicas: 1 });
  const url = await postgres.freshDatabase();
  await migrate({ url, schema: 'config' });
  db = await openDatabase({ url, schema: 'config', logger });
  await db.query('spec_project', `insert into project (id, name, api_keys) values ('p', 'Shop', '{}')`);
  await db.query('spec_sync', `insert into sync (id, project, state) values ('s', 'p', '{}')`);
  await ensureSyncConsumers(nats, 's', { concurrency: 4 });
  careless = createServer((_request, response) => response.end('{"jetstream":{"config":{}}}')).listen(0, '127.0.0.1');
  await once(careless, 'listening');
  const monitorUrls = [server.monitorUrl, addressOf(careless), 'http://127.0.0.1:1'];
  closers = [
    startRollup({ db, nats, logger, metrics, health }),
    new SystemWatch({ db, nats, logger, metrics, health, monitorUrls, everyMs: 100 }),
  ];
}, 60_000);

afterAll(async () => {
  for (const each of closers.reverse()) await each.close();
  careless.close();
  await db.close();
  await nats.close();
  await Promise.all([server.stop(), postgres.stop()]);
});

const addressOf = (from: Server): string => `http://127.0.0.1:${(from.address() as AddressInfo).port}`;

/** The series of a metric whose labels are among these, by the labels that are left. */
async function told(name: string, labels: Record<string, string> = {}): Promise<Record<string, number>> {
  const found = await metrics.registry.getSingleMetric(`kochava_stream_${name}`)?.get();
  const matching = (found?.values ?? []).filter((series) =>
    Object.entries(labels).every(([label, value]) => series.labels[label] === value),
  );
  return Object.fromEntries(
    matching.map((series) => {
      const rest = Object.entries(series.labels).filter(([label]) => labels[label] === undefined);
      return [rest.map(([, value]) => value).join(' '), series.value];
    }),
  );
}

const counts = (id: string, ...rows: [what: 'routed' | 'filtered' | 'dispatched', n: number][]) =>
  publish(nats, {
    contract: outcomeCounts,
    to: {},
    id,
    message: {
      v: 1,
      id,
      at: 1,
      counts: rows.map(([what, n]) => ({ project: 'p', sync: 's', what, reason: '', n })),
    },
  });

it('tells what waits in both consumers of a sync, and since when', async () => {
  await eventually(async () => expect(Object.keys(await told('sync_lag_messages'))).toHaveLength(4));
  expect(await told('sync_oldest_waiting_seconds')).toEqual({ s: 0 });
  const entry = aDispatchEntry({ id: 'm.0' });
  const batch = { v: 1 as const, kind: 'event' as const, entries: [entry] };
  await publish(nats, { contract: dispatchEvents, to: { sync: 's' }, id: 'm', message: batch });
  await publish(nats, { contract: dispatchEvents, to: { sync: 's' }, id: 'n', message: batch });
  const retry = { v: 1 as const, kind: 'event' as const, entry, attempts: 1, firstAttemptAt: 1, dueAt: 1 };
  await publish(nats, { contract: dispatchRetry, to: { sync: 's' }, id: 'r', message: retry });
  const consumer = await nats.js.consumers.get('DISPATCH', 'sync-s');
  const first = await consumer.next();
  await eventually(async () =>
    expect(await told('sync_lag_messages', { sync: 's' })).toEqual({
      'main waiting': 1,
      'main delivered': 1,
      'retry waiting': 1,
      'retry delivered': 0,
    }),
  );
  await eventually(async () => expect((await told('sync_oldest_waiting_seconds'))['s']).toBeGreaterThan(0.3));
  first?.ack();
  (await consumer.next())?.ack();
  (await (await nats.js.consumers.get('DISPATCH', 'sync-s-retry')).next())?.ack();
  await eventually(async () => {
    expect(Object.values(await told('sync_lag_messages'))).toEqual([0, 0, 0, 0]);
    expect(await told('sync_oldest_waiting_seconds')).toEqual({ s: 0 });
  });
});

it('tells the books, and a difference where they do not balance', async () => {
  await counts('a', ['routed', 10], ['filtered', 4], ['dispatched', 6]);
  await eventually(async () => {
    expect(await told('books_events_total', { project: 'p', sync: 's' })).toEqual({
      routed: 10,
      filtered: 4,
      dropped: 0,
      dispatched: 6,
      accepted: 0,
      dead: 0,
      replayed: 0,
    });
    expect(await told('reconciliation_difference', { project: 'p', sync: 's' })).toEqual({ '': 0 });
    expect(await told('reconciliation_in_flight', { project: 'p', sync: 's' })).toEqual({ '': 6 });
  });
  await counts('b', ['routed', 3], ['filtered', 1]);
  await eventually(async () => expect(await told('reconciliation_difference', { sync: 's' })).toEqual({ p: 2 }));
});

it('tells what is dispatched and nowhere: not in the stream, and of no end', async () => {
  const ends = (id: string, indexes: number[]) =>
    publish(nats, {
      contract: outcomeEnds,
      to: {},
      id,
      message: {
        v: 1,
        ends: [
          { project: 'p', sync: 's', kind: 'event', outcome: 'accepted', class: 'accepted', parts: { m: indexes } },
        ],
      },
    });
  await ends('first', [0, 1, 2, 3]);
  // Both subjects must be counted further than the moment that is judged.
  let more = 0;
  const unaccounted = async (): Promise<number | undefined> => {
    more += 1;
    await counts(`more ${more}`, ['routed', 1], ['filtered', 1]);
    await ends(`again ${more}`, [0]);
    return (await told('reconciliation_unaccounted', { project: 'p', sync: 's' }))[''];
  };
  await eventually(async () => expect(await unaccounted()).toBe(2));
  await ends('last', [4, 5]);
  await eventually(async () => expect(await unaccounted()).toBe(0));
});

it('tells what waits for the KV', async () => {
  await db.query('spec_kv', `insert into kv_outbox (kind, document) values ('ready', '{}'), ('ready', '{}')`);
  await eventually(async () => expect(await told('kv_outbox_waiting')).toEqual({ '': 2 }));
});

it('tells of every server whether it syncs, and warns of one that does not', async () => {
  const [good, bad] = [new URL(server.monitorUrl).host, new URL(addressOf(careless)).host];
  await eventually(async () => {
    expect(await told('nats_fsync_always')).toEqual({ [good]: 1, [bad]: 0 });
    expect(await told('nats_monitor_up')).toEqual({ [good]: 1, [bad]: 1, '127.0.0.1:1': 0 });
  });
  const report = health.report();
  expect(report.checks['fsync']).toMatch(/^warning: .*lacks "sync_interval: always"; .*could not be asked/);
  expect(report.ready).toBe(true);
});

it('tells nothing rather than something old while NATS is away', async () => {
  await server.kill('SIGKILL');
  await eventually(async () => expect(await told('sync_lag_messages')).toEqual({}), { timeoutMs: 20_000 });
  await server.restart();
  await eventually(async () => expect(Object.keys(await told('sync_lag_messages'))).toHaveLength(4), {
    timeoutMs: 20_000,
  });
});
