import { migrate } from '@kochava-stream/persistence';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import pg from 'pg';
import { accepted, answered, Desk, ordered, requested, start } from './desk.spec.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
afterEach(async () => desk?.close());

const idfv = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
const results = async () =>
  await desk.db.query<{ type: string; result: string }>(
    'results',
    'SELECT type, who, why, result FROM console_command ORDER BY at, id',
  );
const differences = async () =>
  Object.values((await desk.rebuild(true)).tables).reduce((sum, { missing, wrong }) => sum + missing + wrong, 0);

describe('a release by hand', () => {
  it('sends what is held to a device that nothing confirmed; once Kochava has the device it goes again, tied', async () => {
    desk = await Desk.open(postgres, aSync({ hold: { settleSeconds: 10 } }));
    await desk.tell([requested()]);
    await desk.tell([ordered({ type: 'release' })]);
    expect(desk.links).toMatchObject([{ ids: { idfv }, properties: { plan: 'gold' } }]);
    expect(desk.n('link-released by-hand')).toBe(1);
    expect(await differences()).toBe(0);
    await desk.tell([answered(desk.links[0] as never)]);
    expect(await differences()).toBe(0);
    expect(await results()).toEqual([{ type: 'release', who: 'ada', why: 'the postback was lost', result: 'done' }]);

    desk.now += 60_000;
    await desk.tell([accepted()]);
    expect(desk.links).toHaveLength(1);
    desk.now += 10_000;
    await desk.look();
    expect(desk.links).toHaveLength(2);
    expect(desk.links[1]).toMatchObject({ ids: { idfv }, properties: { plan: 'gold' } });
    await desk.tell([answered(desk.links[1] as never, { at: desk.now })]);
    await desk.tell([requested()]);
    expect(desk.links).toHaveLength(2);
    expect(await differences()).toBe(0);
    const log = await desk.db.query<{ type: string; data: object }>(
      'log',
      `SELECT type, data FROM console_fact WHERE sync = 'sync-1' AND kochava_device_id = 'd-1' ORDER BY version`,
    );
    expect(log.map(({ type }) => type)).toEqual([
      'DeviceIdentified',
      'LinkHeld',
      'LinkReleased',
      'LinkAccepted',
      'DeviceConfirmed',
      'LinkRestored',
      'LinkReleased',
      'LinkAccepted',
    ]);
    expect(log[2]?.data).toMatchObject({ untied: true, byHand: { who: 'ada', why: 'the postback was lost' } });
  });

  it('is obeyed once, whatever comes twice, and a crash leaves nothing of it', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested()]);
    const command = ordered({ type: 'release' });
    const crash = desk.tell([command], () => Promise.reject(new Error('crash')));
    await expect(crash).rejects.toThrow('crash');
    expect([desk.links, await results()]).toEqual([[], []]);
    await desk.tell([command, command]);
    await desk.tell([answered(desk.links[0] as never)]);
    await desk.tell([requested({ id: 'r-2', properties: { plan: 'pro' } }), command]);
    expect(desk.links).toHaveLength(1);
    expect(await results()).toHaveLength(1);
    expect(await desk.holds()).toMatchObject([{ properties: { plan: { value: 'pro' } } }]);
  });

  it('says why nothing was done', async () => {
    desk = await Desk.open(postgres, aSync(), aSync({ id: 'off', status: 'disabled' }));
    const of = (kochavaDeviceId: string, sync = 'sync-1') => ({ kochavaDeviceId, sync });
    const release = { type: 'release' as const };
    await desk.tell([requested(of('d-1', 'off')), requested({ ...of('d-2'), ids: {} }), requested(of('d-3'))]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-1', 'off'))]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-2'))]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-9'))]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-1', 'gone'))]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-3'))]);
    await desk.tell([requested({ ...of('d-3'), properties: { plan: 'pro' } })]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-3'))]);
    desk.configure(aSync({ sendUsers: { properties: [] } }));
    await desk.tell([answered(desk.links[0] as never)]);
    desk.now += 1;
    await desk.tell([ordered(release, of('d-3'))]);
    desk.now += 1;
    const properties = { plan: { value: 'gold', requestedAt: start - 50 } };
    await desk.tell([ordered({ type: 'reopen', syncVersion: 1, properties }, of('d-3'))]);
    expect((await results()).map(({ result }) => result)).toEqual([
      'sync-off',
      'no-identifier',
      'nothing-held',
      'unknown-sync',
      'done',
      'in-flight',
      'not-selected',
      'replaced',
    ]);
    expect(await differences()).toBe(0);
  });
});

describe('what the console may see', () => {
  it('is readable for whoever may use the schema of config, and nothing else of the linker is', async () => {
    const url = await postgres.freshDatabase();
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    const role = `reader_${Date.now()}`;
    await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
    await migrate({ url, schema: 'config' });
    await owner.query(`GRANT USAGE ON SCHEMA config TO ${role}`);
    await migrate({ url, schema: 'linker' });
    const asReader = new URL(url);
    asReader.username = role;
    asReader.password = 'x';
    const reader = new pg.Client({ connectionString: asReader.href });
    await reader.connect();
    for (const view of ['device', 'hold', 'fact', 'alias', 'command']) {
      await reader.query(`SELECT * FROM linker.console_${view}`);
      await expect(reader.query(`DELETE FROM linker.console_${view}`)).rejects.toThrow('permission denied');
    }
    for (const table of ['device', 'hold', 'event', 'device_alias', 'confirmed_id', 'command', 'outbox', 'lease']) {
      await expect(reader.query(`SELECT * FROM linker.${table}`)).rejects.toThrow('permission denied');
    }
    await reader.end();
    await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await owner.end();
  });
});
