import { createLogger, Metrics } from '@kochava-stream/observability';
import { aLinkRequest, aSync, eventually, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { Desk, start } from './desk.spec.ts';
import { HoldWatch } from './hold-watch.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
const hour = 3_600_000;
const day = 24 * hour;
let postgres: TestPostgres;
let desk: Desk;
let metrics: Metrics;
let watch: HoldWatch;
let owned = [0, 1, 2, 3];

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(() => postgres.stop());
beforeEach(async () => {
  desk = await Desk.open(postgres, aSync({ id: 'one' }), aSync({ id: 'two' }), aSync({ id: 'none' }));
  metrics = new Metrics('identity-linker');
  owned = [0, 1, 2, 3];
  watch = new HoldWatch({
    ...{ db: desk.db, syncs: desk.syncs, metrics, logger, everyMs: 1, lookMs: 5 },
    owned: () => owned,
    now: () => desk.now,
  });
});
afterEach(async () => {
  await watch.close();
  await desk.close();
});

async function told(name: string): Promise<Record<string, number>> {
  const found = await metrics.registry.getSingleMetric(`kochava_stream_${name}`)?.get();
  return Object.fromEntries((found?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}

const hold = (sync: string, device: string) =>
  desk.tell([{ type: 'request', request: aLinkRequest({ sync, kochavaDeviceId: device, requestedAt: desk.now }) }]);

it('tells what is held by sync and age, as time goes by', async () => {
  await hold('one', 'a');
  await hold('one', 'b');
  desk.now = start + 2 * day;
  await hold('one', 'c');
  await hold('two', 'd');
  desk.now += hour + 1;
  await eventually(async () => {
    const holds = await told('link_holds');
    expect(Object.fromEntries(Object.entries(holds).filter(([, n]) => n > 0))).toEqual({
      'one 1d-7d': 2,
      'one 1h-1d': 1,
      'two 1h-1d': 1,
    });
    expect(Object.keys(holds)).toHaveLength(15);
  });
  expect(await told('link_hold_oldest_seconds')).toEqual({
    one: (2 * day + hour + 1) / 1000,
    two: (hour + 1) / 1000,
    none: 0,
  });
  expect(await told('link_hold_overdue_seconds')).toEqual({ one: 0, two: 0, none: 0 });
});

it('is of the shards that are owned', async () => {
  for (let n = 0; n < 40; n += 1) await hold('one', `device ${n}`);
  const sum = async () => Object.values(await told('link_holds')).reduce((all, n) => all + n, 0);
  await eventually(async () => expect(await sum()).toBe(40));
  owned = [1];
  const [row] = await desk.db.query<{ n: number }>('n', 'SELECT count(*)::integer AS n FROM hold WHERE shard = 1');
  expect(row?.n).toBeGreaterThan(0);
  await eventually(async () => expect(await sum()).toBe(row?.n));
});

it('tells of holds that nobody released or let expire', async () => {
  await hold('one', 'a');
  await hold('two', 'b');
  await desk.db.query('due', "UPDATE hold SET due_at = $1::bigint WHERE sync = 'one'", [start + hour]);
  desk.now = start + 3 * hour;
  await eventually(async () => expect(await told('link_hold_overdue_seconds')).toMatchObject({ one: 7_200, two: 0 }));
  // What is due of a sync that does not send waits rightly.
  desk.configure(aSync({ id: 'one', status: 'disabled' }));
  await eventually(async () => expect(await told('link_hold_overdue_seconds')).toMatchObject({ one: 0 }));
  desk.now = start + 31 * day;
  await eventually(async () => expect(await told('link_hold_overdue_seconds')).toMatchObject({ two: 86_400 }));
});

it('reads so many pages of the table at most, and estimates the rest from them', async () => {
  await desk.db.query(
    'many',
    `INSERT INTO hold SELECT CASE i % 4 WHEN 0 THEN 'two' ELSE 'one' END, i::text, i % 3, 'unconfirmed', $1::bigint, null, $1::bigint + 1, '{}'
     FROM generate_series(1, 60000) i`,
    [start],
  );
  await watch.close();
  const most = { db: desk.db, syncs: desk.syncs, logger, now: () => start + 2 * hour, mostPages: 100 };
  for (const [owners, share] of [
    [[0, 1, 2, 3], 1],
    [[1], 1 / 3],
  ] as const) {
    const fresh = new Metrics('identity-linker');
    const another = new HoldWatch({ ...most, metrics: fresh, owned: () => owners });
    metrics = fresh;
    await eventually(async () => expect((await told('link_holds'))['one 1h-1d']).toBeGreaterThan(0));
    const holds = await told('link_holds');
    expect(Math.abs((holds['one 1h-1d'] ?? 0) / (45_000 * share) - 1)).toBeLessThan(0.4);
    expect(Math.abs((holds['two 1h-1d'] ?? 0) / (15_000 * share) - 1)).toBeLessThan(0.4);
    expect(await told('link_hold_oldest_seconds')).toEqual({ one: 7_200, two: 7_200, none: 0 });
    await another.close();
  }
});
