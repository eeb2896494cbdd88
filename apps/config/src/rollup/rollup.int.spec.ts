import { randomUUID } from 'node:crypto';
import {
  outcomeCounts,
  outcomeEnds,
  outcomeGates,
  outcomeRetries,
  outcomeSamples,
  type Ends,
  type Sample,
} from '@kochava-stream/contracts';
import { connectNats, provision, publish, type Nats } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { type ShardWorker } from '@kochava-stream/shards';
import {
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { countBatch } from './rollup-worker.ts';
import { startRollup } from './start-rollup.ts';
import { forgetNotes, storeSamples } from './store-notes.ts';
import { forgetPoints, kept } from './store-points.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let server: TestNats;
let postgres: TestPostgres;
let nats: Nats;
let url: string;
let db: Database;
const opened: { db: Database; worker?: ShardWorker }[] = [];

async function open(): Promise<Database> {
  const database = await openDatabase({ url, schema: 'config', logger });
  opened.push({ db: database });
  return database;
}

beforeAll(async () => {
  [server, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  nats = await connectNats({ servers: server.url, name: 'spec', logger });
  await provision(nats, { shards: 1, replicas: 1 });
  url = await postgres.freshDatabase();
  await migrate({ url, schema: 'config' });
  db = await open();
}, 60_000);

afterAll(async () => {
  await Promise.allSettled(opened.map(async ({ worker }) => worker?.close()));
  await Promise.allSettled(opened.map((each) => each.db.close()));
  await nats?.close();
  await Promise.all([server?.stop(), postgres?.stop()]);
});

async function startWorker(): Promise<{ db: Database; worker: ShardWorker }> {
  const own = await openDatabase({ url, schema: 'config', logger });
  const metrics = new Metrics('config');
  const started = {
    db: own,
    worker: startRollup({ db: own, nats, logger, metrics, health: new Health(), leaseMs: 2_000 }),
  };
  opened.push(started);
  return started;
}

interface Row {
  at: Date;
  what: string;
  n: number;
  retried: number;
  latency: number[] | null;
}

const rows = (table: 'rollup_minute' | 'rollup_hour', sync: string) =>
  db.query<Row>(`spec_${table}`, `select * from ${table} where sync = $1 order by at, what, reason`, [sync]);
const inMinutes = (sync: string) => rows('rollup_minute', sync);
const inHours = (sync: string) => rows('rollup_hour', sync);
const minuteOf = (at: number) => at - (at % 60_000);

const endsOf = (sync: string, parts: Ends['parts'], more: Partial<Ends> = {}): Ends => ({
  ...{ project: 'p', sync, kind: 'event', outcome: 'accepted', class: 'accepted', parts },
  at: minuteOf(Date.now()),
  ...more,
});
const tell = (ends: Ends[], id: string = randomUUID()) =>
  publish(nats, { contract: outcomeEnds, to: {}, id, message: { v: 1, ends } });

describe('the rollups', () => {
  it('add histograms bucket by bucket, in minutes and in hours', async () => {
    const hour = Date.now() - (Date.now() % 3_600_000);
    const batch = (at: number, message: string, took: number[]) => ({
      ends: {
        v: 1 as const,
        ends: [endsOf('add', { [message]: took.map((_bucket, index) => index) }, { at, took: { [message]: took } })],
      },
    });
    for (const told of [batch(hour, 'a', [2, 0]), batch(hour, 'b', [5]), batch(hour + 60_000, 'c', [0])]) {
      await db.transaction((tx) => countBatch([told], tx, hour + 60_000));
    }
    expect((await inMinutes('add')).map(({ n, latency }) => [n, latency])).toEqual([
      [3, [1, 0, 1, 0, 0, 1]],
      [1, [1]],
    ]);
    expect((await inHours('add')).map(({ at, n, latency }) => [at.getTime(), n, latency])).toEqual([
      [hour, 4, [2, 0, 1, 0, 0, 1]],
    ]);
  });

  it('keep what a clock said a while ago in its hour, and nothing older than the hours are kept', async () => {
    const now = Date.now();
    const told = (at: number, message: string) => ({
      ends: { v: 1 as const, ends: [endsOf('late', { [message]: [0] }, { at: minuteOf(at) })] },
    });
    const batch = [told(now - 9 * 3_600_000, 'late-a'), told(now - kept.hourMs - 3_600_000, 'late-b')];
    await db.transaction((tx) => countBatch(batch, tx, now));
    expect(await inMinutes('late')).toEqual([]);
    expect(await inHours('late')).toHaveLength(1);
    await db.transaction((tx) => forgetPoints(tx, now));
    expect(await inHours('late')).toHaveLength(1);
    await db.transaction((tx) => forgetPoints(tx, now + kept.hourMs));
    expect(await inHours('late')).toEqual([]);
  });

  it('count every outcome once, told again, with Postgres killed and the worker gone in between', async () => {
    const first = await startWorker();
    const messages = 150;
    const perMessage = 40;
    const took = Array.from({ length: perMessage }, (_, index) => index % 7);
    const parts = Array.from({ length: perMessage }, (_, index) => index);
    const one = async (number: number) => {
      const message = `kill-${number}`;
      const ends = [
        endsOf('kill', { [message]: parts }, { took: { [message]: took }, retried: { [message]: [1, 3] } }),
      ];
      const retries = [
        { project: 'p', sync: 'kill', kind: 'event' as const, class: 'timeout' as const, attempt: 1, at: ends[0]!.at! },
      ].map((each) => ({ ...each, parts: { [message]: [1, 3] } }));
      await publish(nats, { contract: outcomeRetries, to: {}, id: randomUUID(), message: { v: 1, retries } });
      await tell(ends);
      // As a dispatcher does that died before it could acknowledge: the same ends, some of them, as another message.
      if (number % 3 === 0)
        await tell([endsOf('kill', { [message]: parts.slice(0, 9) }, { took: { [message]: took } })]);
      const counts = [{ project: 'p', sync: 'kill', what: 'dispatched' as const, reason: '', n: perMessage }];
      const body = { v: 1 as const, id: `dispatched-${number}`, at: Date.now(), counts };
      await publish(nats, { contract: outcomeCounts, to: {}, id: randomUUID(), message: body });
    };
    const publishAll = async () => {
      for (let number = 0; number < messages; number += 1) await one(number);
    };
    const publishing = publishAll();
    await eventually(async () => expect(await inMinutes('kill')).not.toEqual([]), { timeoutMs: 20_000 });
    await postgres.kill('SIGKILL');
    await postgres.restart();
    await eventually(async () => expect(await inMinutes('kill')).not.toEqual([]), { timeoutMs: 20_000 });
    // Gone in the middle of whatever it does: nothing is committed that was not, nothing is handed over.
    await first.db.close();
    await publishing;
    await startWorker();
    const counted = async () => {
      const sum = (all: Row[], what: string, of: (row: Row) => number) =>
        all.filter((row) => row.what === what).reduce((total, row) => total + of(row), 0);
      for (const all of [await inMinutes('kill'), await inHours('kill')]) {
        expect(sum(all, 'dispatched', ({ n }) => n)).toBe(messages * perMessage);
        expect(sum(all, 'event-accepted', ({ n }) => n)).toBe(messages * perMessage);
        expect(sum(all, 'event-accepted', ({ retried }) => retried)).toBe(messages * 2);
        expect(sum(all, 'event-retry', ({ n }) => n)).toBe(messages * 2);
        const measured = all.flatMap(({ latency }) => latency ?? []).reduce((total, n) => total + n, 0);
        expect(measured).toBe(messages * perMessage);
      }
    };
    await eventually(counted, { timeoutMs: 40_000 });
    await publishAll();
    await tell([endsOf('kill-last', { 'kill-last': [0] })]);
    await eventually(async () => expect(await inHours('kill-last')).toHaveLength(1), { timeoutMs: 40_000 });
    await eventually(counted);
  }, 90_000);

  it('keep the last samples of each class and the last report of each dispatcher, and forget them in time', async () => {
    const sample = (number: number, more: Partial<Sample> = {}): Sample => ({
      ...{ id: `sample-${number}`, project: 'p', sync: 'notes', syncVersion: 1, kind: 'event', class: 'refused' },
      ...{ attempts: 1, at: Date.now() - 1_000 * number, acceptedAt: 1 },
      ...{ request: { body: '{"a":"\\u0000"}', userAgent: 'Unknown' }, reply: { status: 400, body: 'a\u0000\ud83d' } },
      ...more,
    });
    const samples = [...Array(8).keys()].map((number) => sample(number));
    const id = randomUUID();
    await publish(nats, { contract: outcomeSamples, to: {}, id, message: { v: 1, samples } });
    const gates = [{ sync: 'notes', closed: [{ reason: 'throttled', since: 1 }] }];
    for (const [at, closed] of [
      [2_000, gates],
      [1_000, []],
    ] as const) {
      const message = { v: 1 as const, dispatcher: 'one', at: Date.now() + at, gates: [...closed] };
      await publish(nats, { contract: outcomeGates, to: {}, id: randomUUID(), message });
    }
    const stored = () =>
      db.query<{ id: string; sample: Sample }>(
        'spec_samples',
        "select id, sample from failure_sample where sync = 'notes' order by at desc",
      );
    await eventually(async () => {
      expect((await stored()).map((row) => row.id)).toEqual([0, 1, 2, 3, 4].map((number) => `sample-${number}`));
      const reports = await db.query<{ gates: unknown }>('spec_gates', 'select gates from gate_report');
      expect(reports).toEqual([{ gates }]);
    });
    expect((await stored())[0]?.sample.reply?.body).toBe('a\ufffd');
    await db.transaction(async (tx) => {
      await storeSamples(tx, [sample(9, { class: 'timeout', at: Date.now() - 8 * 86_400_000 })]);
      await forgetNotes(tx);
    });
    expect(await stored()).toHaveLength(5);
  });
});
