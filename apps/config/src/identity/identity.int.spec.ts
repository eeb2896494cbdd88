import { decode, deadLetters, linkCommands, type LinkCommand } from '@kochava-stream/contracts';
import { publish, readShard, type ShardReader } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import pg from 'pg';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

const hour = 3_600_000;
const now = Date.now();
let stage: ConfigStage;
let db: pg.Client;
let sync: string;
let project: string;
let reader: ShardReader;
const told: LinkCommand[] = [];
/** What the linker, played here, says to commands; undefined = nothing. */
let answer: string | undefined = 'done';

beforeAll(async () => {
  stage = await startConfigStage();
  db = new pg.Client({ connectionString: stage.databaseUrl });
  await db.connect();
  project = (await stage.project()).id;
  sync = await stage.sync(project);
  reader = readShard(stage.nats, { stream: 'LINKS', subject: 'links.commands.*', fromSeq: 1 });
  void play();
}, 90_000);
afterAll(async () => {
  reader?.close();
  await db?.end();
  await stage?.close();
});

async function play(): Promise<void> {
  for await (const { bytes } of reader) {
    for (const command of decode(linkCommands, bytes).commands) {
      told.push(command);
      if (answer === undefined) continue;
      await db.query('INSERT INTO linker.command VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)', [
        ...[command.id, command.sync, command.kochavaDeviceId, command.order.type, command.who, command.why],
        ...[command.at, answer],
      ]);
    }
  }
}

interface Given {
  known?: object;
  confirmed?: object | null;
  state?: string;
  since?: number;
}

async function device(name: string, given: Given = {}): Promise<void> {
  const { known = {}, confirmed = null } = given;
  const [by, at, generation] = confirmed === null ? [null, null, null] : ['event', now, 1];
  await db.query(
    `INSERT INTO linker.device (sync, kochava_device_id, shard, version, known, confirmed_by, confirmed_at, settled_at, generation,
       confirmed, accepted, project, sync_version)
     VALUES ($1, $2, 0, 2, $3, $4, $5, $5, $6, $7, '{}', 'p', 1)`,
    [sync, name, known, by, at, generation, confirmed],
  );
  const ids = Object.entries(known).flatMap(([kind, values]) => (values as string[]).map((value) => [kind, value]));
  for (const id of ids) await db.query('INSERT INTO linker.device_alias VALUES ($1, $2, $3, $4)', [sync, ...id, name]);
  if (given.state !== undefined) await hold(name, given.state, given.since ?? now);
}

async function hold(name: string, state: string, since: number): Promise<void> {
  const expiresAt = since + 720 * hour;
  const held = { plan: { value: 'gold', requestedAt: since, since, expiresAt } };
  await db.query(
    `INSERT INTO linker.hold (sync, kochava_device_id, shard, state, since, expires_at, properties)
     VALUES ($1, $2, 0, $3, $4, $5, $6)`,
    [sync, name, state, since, expiresAt, held],
  );
}

const get = async (path: string) => await stage.call('GET', `/api/syncs/${sync}${path}`);
const names = (body: { devices: { device: string }[] }) => body.devices.map(({ device: name }) => name);

describe('the links of a sync', () => {
  beforeAll(async () => {
    await device('d-new', { state: 'unconfirmed', since: now - 60_000 });
    await device('d-day', { state: 'unconfirmed', since: now - 20 * hour, known: { idfa: ['AAAA-1'] } });
    await device('d-old', { state: 'no-identifier', since: now - 200 * hour, confirmed: {} });
    await device('d/odd ünï', { confirmed: { idfv: ['BBBB-0', 'BBBB-1'] } });
    await db.query(
      `INSERT INTO rollup_hour (project, sync, at, what, reason, n, retried) SELECT $1, $2, date_trunc('hour', now()), what, reason, n, 0
       FROM (VALUES ('link-held', '', 7), ('link-released', '', 4), ('link-accepted', '', 3), ('link-expired', '', 2),
                    ('link-suppressed', 'held', 9), ('link-suppressed', 'email', 5)) AS v (what, reason, n)`.replace(
        'rollup_hour',
        'config.rollup_hour',
      ),
      [project, sync],
    );
  });

  it('are counted over time, and by state and age now', async () => {
    const { status, body } = await get('/identity?range=1d');
    expect(status).toBe(200);
    expect(body.totals).toEqual({ held: 7, released: 4, accepted: 3, expired: 2, notDelivered: 0, refused: 5 });
    expect(body.series).toHaveLength(24);
    expect(body.series.at(-1)).toMatchObject({ held: 7, released: 4, refused: 5 });
    expect(body.holds).toMatchObject({
      devices: 3,
      oldest: new Date(now - 200 * hour).toISOString(),
      states: [
        { state: 'unconfirmed', devices: 2 },
        { state: 'no-identifier', devices: 1 },
      ],
    });
    const ages = body.holds.ages.filter((age: { devices: number }) => age.devices > 0);
    expect(ages).toEqual([
      { fromSeconds: 0, toSeconds: 3_600, devices: 1, atLeast: false },
      { fromSeconds: 3_600, toSeconds: 86_400, devices: 1, atLeast: false },
      { fromSeconds: 604_800, toSeconds: 1_209_600, devices: 1, atLeast: false },
    ]);
    expect(body.terms).toEqual({ settleSeconds: 10, expireDays: 30 });
  });

  it('are found by device and by any id that it has now or was named by', async () => {
    expect(names((await get('/devices?q=d-new')).body)).toEqual(['d-new']);
    expect(names((await get('/devices?q=aaaa-1')).body)).toEqual(['d-day']);
    expect(names((await get('/devices?q=BBBB-1')).body)).toEqual(['d/odd ünï']);
    expect(names((await get('/devices?q=BBBB-0')).body)).toEqual([]);
    expect(names((await get('/devices')).body)).toEqual(['d-old', 'd-day', 'd-new']);
    const first = await get('/devices?limit=2');
    expect(names(first.body)).toEqual(['d-old', 'd-day']);
    const next = encodeURIComponent(first.body.next);
    expect(names((await get(`/devices?limit=2&before=${next}`)).body)).toEqual(['d-new']);
    expect(names((await get('/devices?state=unconfirmed')).body)).toEqual(['d-day', 'd-new']);
    expect((await get('/devices?before=x')).status).toBe(400);
    expect((await stage.call('GET', '/api/syncs/sy_unknown/devices')).status).toBe(404);
  });

  it('have a history, told in sentences, with a warning where Kochava would not tie a link', async () => {
    const facts = [
      ['LinkHeld', { properties: { plan: { value: 'gold', requestedAt: 1 } }, expiresAt: 2, origin: {} }],
      ['LinkReleased', { properties: { plan: 'gold' }, byHand: { who: 'ada', why: 'x' }, untied: true }],
      ['SomethingNew', { anything: 1 }],
    ];
    for (const [version, [type, data]] of facts.entries()) {
      await db.query(
        'INSERT INTO linker.event (sync, kochava_device_id, version, type, data, at) VALUES ($1, $2, $3, $4, $5, $6)',
        [sync, 'd/odd ünï', version + 1, type, data, now],
      );
    }
    const path = `/devices/${encodeURIComponent('d/odd ünï')}/history`;
    const { body } = await get(path);
    expect(body.facts.map(({ text }: { text: string }) => text)).toEqual([
      'SomethingNew',
      'plan left for Kochava by hand, by ada; Kochava will not tie it.',
      'plan is held until Kochava is known to have the device.',
    ]);
    expect(body).toMatchObject({
      warning: null,
      device: { confirmation: { by: 'event', ids: { idfv: ['BBBB-0', 'BBBB-1'] } } },
    });
    expect((await get(`${path}?limit=1`)).body.next).toBe('3');
    expect((await get('/devices/d-new/history')).body.warning).toContain('does not tie it');
    expect((await get('/devices/nobody/history')).status).toBe(404);
    expect((await get('/devices/%00/history')).status).toBe(400);
  });
});

describe('by hand', () => {
  const post = async (path: string, body: object) =>
    await stage.call('POST', `/api/syncs/${sync}/devices/${path}`, body);

  it('a hold is released by an order to the linker, who says what came of it', async () => {
    await device('d-hand', { state: 'unconfirmed' });
    expect((await post('d-hand/release', {})).status).toBe(422);
    expect((await post('nobody/release', { why: 'x' })).status).toBe(404);
    answer = 'sync-off';
    const { status, body } = await post('d-hand/release', { why: 'the postback was lost' });
    expect([status, body]).toEqual([
      200,
      { orders: [{ id: told.at(-1)?.id, result: 'sync-off' }], warning: expect.stringContaining('does not tie') },
    ]);
    expect(told.at(-1)).toMatchObject({
      sync,
      project,
      kochavaDeviceId: 'd-hand',
      who: 'admin',
      why: 'the postback was lost',
      order: { type: 'release' },
    });
    const { body: history } = await get('/devices/d-hand/history');
    expect(history.orders).toMatchObject([{ type: 'release', who: 'admin', result: 'sync-off' }]);
    const { body: log } = await stage.call('GET', `/api/audit?project=${project}`);
    expect(log.entries.find(({ route }: { route: string }) => route.endsWith('/release'))).toMatchObject({
      status: 200,
    });
    await db.query(`DELETE FROM linker.hold WHERE kochava_device_id = 'd-hand'`);
    expect((await post('d-hand/release', { why: 'x' })).status).toBe(409);
  });

  it('an expired link is held again, out of the dead letters', async () => {
    answer = 'done';
    await device('d-dead');
    expect((await post('d-dead/reopen', { why: 'x' })).status).toBe(409);
    const properties = { plan: { value: 'gold', requestedAt: now } };
    const letter = {
      ...{ v: 1 as const, id: 'letter-1', source: 'identity-linker' as const, kind: 'link' as const, project, sync },
      ...{ syncVersion: 4, reason: 'hold-expired', detail: '', reply: null, attempts: 0, at: now },
      payload: JSON.stringify({ project, syncVersion: 4, kochavaDeviceId: 'd-dead', properties }),
    };
    await publish(stage.nats, { contract: deadLetters, to: { sync }, id: letter.id, message: letter });
    await eventually(async () => expect((await get('/dead-letters')).body.letters).toHaveLength(1), {
      timeoutMs: 15_000,
    });
    const { status, body } = await post('d-dead/reopen', { why: 'seen at Kochava' });
    expect([status, body.orders]).toEqual([200, [{ id: told.at(-1)?.id, result: 'done' }]]);
    expect(told.at(-1)).toMatchObject({
      kochavaDeviceId: 'd-dead',
      order: { type: 'reopen', syncVersion: 4, properties },
    });
    expect((await get('/dead-letters')).body.letters).toEqual([]);
    expect((await get('/dead-letters?state=replayed')).body.letters).toMatchObject([{ id: 'letter-1' }]);
  });
});
