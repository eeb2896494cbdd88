import { deviceShard } from '@kochava-stream/contracts';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, Desk, installed, requested, shards } from './desk.spec.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
afterEach(async () => desk?.close());

const installs = aSync({ id: 'installs', kind: 'install', sendUsers: { enabled: false, properties: [] } });

describe('an accepted install of a sync "Kochava (Install)"', () => {
  it('is told to the post-install syncs of its project and app, where their devices are, and to nobody else', async () => {
    const others = [
      aSync({ id: 'other-app', appGuid: 'koother' }),
      aSync({ id: 'other-project', project: 'project-2' }),
      aSync({ id: 'installs-2', kind: 'install' }),
    ];
    desk = await Desk.open(postgres, installs, aSync(), aSync({ id: 'sync-2', status: 'disabled' }), ...others);
    const install = accepted({ sync: 'installs' });
    await desk.tell([install]);
    const told = { source: 'install-sync', kochavaDeviceId: 'd-1', receivedAt: desk.now };
    expect(desk.installs.sort((a, b) => (a.sync < b.sync ? -1 : 1))).toMatchObject(
      ['sync-1', 'sync-2'].map((sync) => ({ ...told, sync, shard: deviceShard(sync, 'd-1', shards) })),
    );
    expect(new Set(desk.installs.map(({ id }) => id)).size).toBe(2);
  });

  it('releases what they hold once it has come to them, and leaves no device of its own', async () => {
    desk = await Desk.open(postgres, installs, aSync());
    await desk.tell([requested()]);
    await desk.tell([accepted({ sync: 'installs' })]);
    expect(desk.links).toEqual([]);
    await desk.tell(desk.installs.map((install) => installed(install)));
    expect(desk.links).toMatchObject([{ sync: 'sync-1', properties: { plan: 'gold' } }]);
    const known = await desk.db.query<{ sync: string }>('devices', 'SELECT DISTINCT sync FROM device');
    expect(known).toEqual([{ sync: 'sync-1' }]);
  });

  it('is nothing to a post-install sync that accepts an event', async () => {
    desk = await Desk.open(postgres, installs, aSync());
    await desk.tell([accepted()]);
    expect(desk.installs).toEqual([]);
  });
});
