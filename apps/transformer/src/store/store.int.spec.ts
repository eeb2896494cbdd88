import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { noTraces, TryLater } from '@kochava-stream/shards';
import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { type Chunk } from '../chunk.ts';
import { deviceKey, userKey, type Profile } from '@kochava-stream/domain/profiles';
import { event } from '../transform/world.spec.ts';
import { loadProfiles, ProfileConflict, saveProfiles } from './profiles.ts';
import { Sweep } from './sweep.ts';
import { takeInstalls } from './sent-installs.ts';
import { forgetKeys, repeatedKeys } from './taken-keys.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
const day = 86_400_000;
const start = 1_795_437_240_000;
let postgres: TestPostgres;
let db: Database;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  const url = await postgres.freshDatabase();
  await migrate({ url, schema: 'transformer' });
  db = await openDatabase({ url, schema: 'transformer', logger });
});
afterEach(async () => db?.close());

const at = (receivedAt: number, insert_id = 'a') => event({ insert_id }, { receivedAt });
const repeated = async (...events: ReturnType<typeof at>[]) =>
  (await db.transaction((tx) => repeatedKeys(tx, events))).size;

describe('keys', () => {
  it('are taken once in seven days, to the millisecond, counted from the first', async () => {
    expect(await repeated(at(start))).toBe(0);
    expect(await repeated(at(start + 6 * day))).toBe(1);
    expect(await repeated(at(start + 7 * day - 1))).toBe(1);
    expect(await repeated(at(start + 7 * day))).toBe(0);
    expect(await repeated(at(start + 8 * day))).toBe(1);
  });

  it('are told apart in a batch of both; a repeated one in it is asked for once', async () => {
    await repeated(at(start, 'a'), at(start, 'b'));
    const [old, fresh] = [at(start + 1, 'b'), at(start + 1, 'c')];
    expect(await db.transaction((tx) => repeatedKeys(tx, [old, fresh, fresh, old]))).toEqual(new Set([old.key]));
    expect(await repeated(event({ insert_id: undefined }))).toBe(0);
  });

  it('are not taken by a transaction that does not commit, nor by poison', async () => {
    const lost = db.transaction(async (tx) => {
      await repeatedKeys(tx, [at(start)]);
      throw new Error('crash');
    });
    await expect(lost).rejects.toThrow('crash');
    expect(await repeated(at(start))).toBe(0);
    await db.transaction((tx) => forgetKeys(tx, [at(start), event({ insert_id: undefined })]));
    expect(await repeated(at(start))).toBe(0);
  });
});

describe('installs', () => {
  const key = (of: string) => of.repeat(32);
  const taken = (...of: string[]) => db.transaction((tx) => takeInstalls(tx, new Set(of.map(key)), start));

  it('are sent once for good, unless the transaction did not commit', async () => {
    const lost = db.transaction(async (tx) => {
      await takeInstalls(tx, new Set([key('a')]), start);
      throw new Error('crash');
    });
    await expect(lost).rejects.toThrow('crash');
    expect(await taken('b', 'a')).toEqual(new Set());
    expect(await taken('a', 'c')).toEqual(new Set([key('a')]));
    expect(await taken()).toEqual(new Set());
  });

  it('of one device in the hands of two workers are sent by one of them', async () => {
    const both = await Promise.all([taken('a', 'b', 'c'), taken('c', 'b', 'a')]);
    expect(both.map(({ size }) => size).sort()).toEqual([0, 3]);
  });
});

const device = (properties: object = {}): Profile => {
  return {
    project: 'project-1',
    device: 'd-1',
    user: 'ann',
    ids: {},
    properties: properties as Record<string, unknown>,
  };
};
const user = (name: string): Profile => ({ project: 'project-1', user: name, properties: {}, devices: [] });
const deviceRow = (version: number, properties?: object) => {
  return { key: deviceKey('project-1', 'd-1'), version, profile: device(properties) };
};
const save = (...rows: Parameters<typeof saveProfiles>[1][number][]) => db.transaction((tx) => saveProfiles(tx, rows));
const load = (...events: ReturnType<typeof event>[]) => db.transaction((tx) => loadProfiles(tx, events));

describe('profiles', () => {
  it('come with the user who was last seen on the device, named or not', async () => {
    const ann = { key: userKey('project-1', 'ann'), version: 0, profile: user('ann') };
    const bob = { key: userKey('project-1', 'bob'), version: 0, profile: user('bob') };
    await save(deviceRow(0), ann, bob);
    const keys = async (fields: Record<string, unknown>) => (await load(event(fields))).map(({ key }) => key).sort();
    expect(await keys({ user_id: undefined })).toEqual([deviceRow(0).key, ann.key]);
    expect(await keys({ user_id: 'bob' })).toEqual([deviceRow(0).key, ann.key, bob.key]);
    expect(await keys({ user_id: 'ann', device_id: undefined })).toEqual([ann.key]);
    expect(await keys({ user_id: 'eve', device_id: 'd-9' })).toEqual([]);
    expect(await load()).toEqual([]);
  });

  it('keep every character that JSON can carry', async () => {
    const properties = JSON.parse(
      '{"__proto__":{"a":1},"nul\\u0000":"\\u0000 \\ud800 \\udc00 \\" \\\\ é 😀 {,}"}',
    ) as object;
    await save(deviceRow(0, properties));
    const [row] = await load(event());
    expect(JSON.stringify(row?.profile)).toBe(JSON.stringify(device(properties)));
  });

  it.each<[string, number, number]>([
    ['created twice', 0, 0],
    ['changed twice from one version', 1, 1],
    ['changed after it was read as new', 1, 0],
  ])('that are %s make the second try again', async (_how, first, second) => {
    if (first === 1) await save(deviceRow(0));
    await save(deviceRow(first, { by: 'first' }));
    const late = save(deviceRow(second, { by: 'second' }));
    await expect(late).rejects.toThrow(ProfileConflict);
    await expect(late).rejects.toBeInstanceOf(TryLater);
    expect((await load(event()))[0]).toMatchObject({ version: first + 1, profile: { properties: { by: 'first' } } });
  });

  it('written by many at once in any order neither block each other for ever nor lose a change', async () => {
    const users = ['ann', 'bob', 'cyd', 'dan', 'eve'];
    const add = async (turn: number): Promise<void> => {
      const events = users.map((user_id) => event({ user_id, device_id: undefined }));
      try {
        await db.transaction(async (tx) => {
          const rows = new Map((await loadProfiles(tx, events)).map((row) => [row.key, row]));
          const changed = users.map((name) => {
            const key = userKey('project-1', name);
            const { version, profile } = rows.get(key) ?? { version: 0, profile: user(name) };
            const n = Number(profile.properties['n'] ?? 0) + 1;
            return { key, version, profile: { ...profile, properties: { n } } };
          });
          await saveProfiles(tx, turn % 2 === 0 ? changed : changed.reverse());
        });
      } catch (error) {
        if (!(error instanceof TryLater)) throw error;
        await add(turn);
      }
    };
    await Promise.all(Array.from({ length: 24 }, (_, turn) => add(turn)));
    const stored = await load(...users.map((user_id) => event({ user_id, device_id: undefined })));
    expect(stored.map(({ profile }) => profile.properties['n'])).toEqual([24, 24, 24, 24, 24]);
  });
});

describe('the sweep', () => {
  const now = start + 100 * day;
  const fill = (rows: number, receivedAt: number) =>
    db.execute('fill', 'INSERT INTO dedupe SELECT gen_random_uuid(), $1::bigint FROM generate_series(1, $2::integer)', [
      receivedAt,
      rows,
    ]);
  const left = async () => (await db.query<{ n: number }>('left', 'SELECT count(*)::integer AS n FROM dedupe'))[0]?.n;
  const chunk = (shard: number, receivedAt: number): Chunk => ({ shard, receivedAt, events: [], causes: [] });
  const tick = (sweep: Sweep, owned = [0, 1]) =>
    db.transaction((tx) => sweep.tick.run(tx, owned, { now, newId: () => '', traces: noTraces }));

  it('deletes what is over by the events that have come, not by the clock', async () => {
    await fill(10, now - 9 * day);
    await fill(20, now - 7.5 * day);
    await fill(30, now);
    const sweep = new Sweep(2);
    await tick(sweep);
    expect(await left()).toBe(60);
    sweep.reached([chunk(0, now), chunk(1, now - 1.5 * day), chunk(1, now - day)]);
    await tick(sweep);
    expect(await left()).toBe(50);
    sweep.reached([chunk(1, now)]);
    await tick(sweep);
    expect(await left()).toBe(30);
  });

  it('does not wait longer for a silent shard than the stream keeps events', async () => {
    await fill(10, now - 12 * day);
    await fill(20, now - 10 * day);
    const sweep = new Sweep(2);
    sweep.reached([chunk(0, now)]);
    await tick(sweep);
    expect(await left()).toBe(20);
  });

  it('is done by the owner of shard 0 alone, and knows what others reached', async () => {
    await fill(10, now - 9 * day);
    const [mine, theirs] = [new Sweep(2), new Sweep(2)];
    mine.reached([chunk(0, now)]);
    theirs.reached([chunk(1, now)]);
    await tick(theirs, [1]);
    expect(await left()).toBe(10);
    await tick(mine, [0]);
    expect(await left()).toBe(0);
  });

  it('walks through a large table a piece at a time, without reading the rest, and begins again', async () => {
    await fill(200_000, now - 9 * day);
    const plan = await db.query<{ 'QUERY PLAN': string }>(
      'plan',
      `EXPLAIN DELETE FROM dedupe WHERE ctid >= '(0,0)' AND ctid < '(1000,0)' AND received_at < 1`,
    );
    expect(JSON.stringify(plan)).toContain('Tid Range Scan');
    const sweep = new Sweep(1);
    sweep.reached([chunk(0, now)]);
    await tick(sweep, [0]);
    expect(await left()).toBeGreaterThan(10_000);
    await tick(sweep, [0]);
    expect(await left()).toBe(0);
    await fill(5, now - 9 * day);
    await tick(sweep, [0]);
    await tick(sweep, [0]);
    expect(await left()).toBe(0);
  });
});
