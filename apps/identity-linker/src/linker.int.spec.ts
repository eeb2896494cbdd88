import { anOutcome, aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { type DeadLink } from './departures.ts';
import { accepted, answered, Desk, installed, ordered, requested, start } from './desk.spec.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
afterEach(async () => desk?.close());

const idfv = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
const settling = (seconds: number) => aSync({ hold: { settleSeconds: seconds } });

describe('a link', () => {
  it('is held, confirmed by an accepted event, settles, and leaves with the bytes for Kochava', async () => {
    desk = await Desk.open(postgres, settling(10));
    await desk.tell([requested()]);
    await desk.look();
    expect(await desk.holds()).toMatchObject([{ state: 'unconfirmed', due_at: null }]);
    desk.now = start + 60_000;
    await desk.tell([accepted()]);
    desk.now = start + 69_999;
    await desk.look();
    expect(desk.links).toEqual([]);
    expect(await desk.holds()).toMatchObject([{ state: 'due', due_at: start + 70_000 }]);
    desk.now = start + 70_000;
    await desk.look();
    expect(desk.links).toEqual([
      {
        sync: 'sync-1',
        id: expect.stringMatching(/^[0-9a-f-]{36}\.0$/),
        project: 'project-1',
        syncVersion: 1,
        kochavaDeviceId: 'd-1',
        ids: { idfv },
        body: `{"kochava_app_id":"kodemo","device_id":{"idfv":"${idfv}"},"data":{"plan":"gold"}}`,
        userAgent: 'Unknown',
        acceptedAt: start - 100,
        properties: { plan: 'gold' },
      },
    ]);
    expect(await desk.holds()).toEqual([]);
    await desk.look();
    expect(desk.links).toHaveLength(1);
    expect(await desk.facts()).toEqual(['DeviceIdentified', 'LinkHeld', 'DeviceConfirmed', 'LinkReleased']);
    expect(Object.fromEntries(desk.counts)).toMatchObject({ 'link-requested': 1, 'link-held': 1, 'link-released': 1 });
  });

  it('leaves in the transaction that hears of the confirmation when nothing has to settle', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested(), requested({ properties: { plan: 'pro' } })]);
    await desk.tell([accepted()]);
    expect(desk.links.map(({ properties }) => properties)).toEqual([{ plan: 'pro' }]);
  });

  it('leaves at once on a device that is confirmed, one at a time', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([accepted()]);
    await desk.tell([requested()]);
    await desk.tell([requested({ properties: { plan: 'pro' } })]);
    expect(desk.links).toHaveLength(1);
    expect(await desk.holds()).toMatchObject([{ state: 'behind-in-flight', due_at: null }]);
    const [first] = desk.links;
    await desk.tell([answered(first as never)]);
    expect(desk.links.map(({ properties }) => properties)).toEqual([{ plan: 'gold' }, { plan: 'pro' }]);
    await desk.tell([answered(first as never), requested({ properties: { plan: 'pro' } })]);
    expect(desk.links).toHaveLength(2);
    expect(desk.n('link-suppressed in-flight')).toBe(1);
  });

  it('does not go again once Kochava has accepted it, but goes again after it was refused', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([accepted(), requested()]);
    await desk.tell([answered(desk.links[0] as never, { outcome: 'dead', class: 'refused' })]);
    await desk.tell([requested()]);
    await desk.tell([answered(desk.links[1] as never)]);
    await desk.tell([requested()]);
    expect(desk.links).toHaveLength(2);
    expect(desk.n('link-suppressed accepted')).toBe(1);
  });

  it('without a real id stays visible as such until Kochava has seen one', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested({ ids: {} }), accepted({ ids: {} })]);
    expect(await desk.holds()).toMatchObject([{ state: 'no-identifier', due_at: null }]);
    await desk.tell([accepted({ ids: { idfv } })]);
    expect(desk.links).toHaveLength(1);
  });

  it('waits while its sync is disabled or sends no users, and does not hold up the looking', async () => {
    desk = await Desk.open(postgres, aSync({ status: 'disabled' }), aSync({ id: 'sync-2' }));
    await desk.tell([accepted(), requested()]);
    desk.configure(aSync({ sendUsers: { enabled: false } }));
    await desk.look();
    expect(desk.links).toEqual([]);
    desk.configure(aSync({ version: 7, appGuid: 'koother' }));
    await desk.look();
    expect(desk.links).toMatchObject([{ syncVersion: 7, body: expect.stringContaining('"koother"') }]);
  });

  it('leaves out what the sync does not select any more', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested({ properties: { plan: 'gold', secret: 'x' } }), accepted()]);
    expect(desk.links.map(({ properties }) => properties)).toEqual([{ plan: 'gold' }]);
    expect(desk.n('link-withdrawn not-selected')).toBe(1);
    expect(await desk.holds()).toEqual([]);
  });

  it('of one person never follows to another device with the same ids', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested(), requested({ kochavaDeviceId: 'd-2', properties: { plan: 'free' } })]);
    await desk.tell([accepted({ kochavaDeviceId: 'd-2' })]);
    expect(desk.links.map(({ kochavaDeviceId, properties }) => [kochavaDeviceId, properties])).toEqual([
      ['d-2', { plan: 'free' }],
    ]);
    await desk.tell([installed({ kochavaDeviceId: 'd-3' })]);
    expect(desk.links).toHaveLength(1);
  });
});

describe('an install postback', () => {
  const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';
  const unnamed = { kochavaDeviceId: null, ids: { adid, idfa: 'A-1' } };
  const own = { ids: { adid, android_id: '0123456789abcdef' } };

  it('that comes first confirms the request that comes later', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([installed()]);
    await desk.tell([requested()]);
    expect(desk.links).toMatchObject([{ ids: { idfv } }]);
  });

  it('that comes later releases', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested()]);
    await desk.tell([installed({ ids: {} })]);
    expect(await desk.holds()).toMatchObject([{ state: 'no-identifier' }]);
    await desk.tell([installed()]);
    expect(desk.links).toHaveLength(1);
  });

  it('without kochava_device_id confirms by the id that a request named, before it or after it, and only by that id', async () => {
    for (const order of ['postback first', 'request first', 'together']) {
      desk = await Desk.open(postgres);
      if (order === 'postback first') await desk.tell([installed(unnamed)]);
      if (order === 'together') await desk.tell([requested(own), installed(unnamed)]);
      else await desk.tell([requested(own)]);
      if (order === 'request first') await desk.tell([installed(unnamed)]);
      expect(desk.links.map(({ ids }) => [order, ids])).toEqual([[order, { adid }]]);
      await desk.tell([installed(unnamed), requested(own)]);
      expect(desk.links).toHaveLength(1);
      await desk.close();
    }
  });

  it('confirms every device of its sync that waits and carries its id, and none of another sync', async () => {
    desk = await Desk.open(postgres, aSync(), aSync({ id: 'sync-2' }));
    const second = requested({ ...own, kochavaDeviceId: 'd-2' });
    await desk.tell([requested(own), second, requested({ ...own, sync: 'sync-2' })]);
    await desk.tell([installed(unnamed)]);
    expect(desk.links.map(({ sync, kochavaDeviceId }) => [sync, kochavaDeviceId]).sort()).toEqual([
      ['sync-1', 'd-1'],
      ['sync-1', 'd-2'],
    ]);
  });
});

describe('a hold that nothing ends', () => {
  const day = 86_400_000;
  it('expires into a dead letter, is never sent early, and can be re-opened', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested()]);
    desk.now = start + 30 * day - 1;
    await desk.look();
    expect(desk.dead).toEqual([]);
    desk.now += 1;
    await desk.look();
    expect(desk.dead).toMatchObject([
      {
        source: 'identity-linker',
        kind: 'link',
        project: 'project-1',
        sync: 'sync-1',
        syncVersion: 1,
        reason: 'hold-expired',
        attempts: 0,
      },
    ]);
    expect([desk.links, await desk.holds()]).toEqual([[], []]);
    expect(desk.n('link-expired unconfirmed')).toBe(1);
    await desk.tell([accepted()]);
    expect(desk.links).toEqual([]);
    const { syncVersion, properties } = JSON.parse(desk.dead[0]?.payload ?? '') as DeadLink;
    await desk.tell([ordered({ type: 'reopen', syncVersion, properties })]);
    expect(desk.links).toMatchObject([{ properties: { plan: 'gold' }, acceptedAt: start - 100 }]);
  });

  it('of a deleted sync expires too; a request for a sync that is gone goes to the dead letters', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested()]);
    desk.remove('sync-1');
    desk.now = start + 60_000;
    await desk.tell([requested({ properties: { plan: 'pro', tier: null } })]);
    expect(desk.dead).toMatchObject([{ reason: 'unknown-sync', sync: 'sync-1' }]);
    expect(desk.dead[0]?.payload).toBe(
      `{"project":"project-1","syncVersion":1,"kochavaDeviceId":"d-1","properties":{"plan":{"value":"pro","requestedAt":${start - 100}}}}`,
    );
    desk.now = start + 31 * day;
    await desk.look();
    expect(desk.dead.map(({ reason }) => reason)).toEqual(['unknown-sync', 'hold-expired']);
    expect(desk.n('link-requested')).toBe(desk.n('link-suppressed') + desk.n('link-held'));
    expect(desk.n('link-held')).toBe(desk.n('link-expired'));
  });

  it('is one of a request that was faster than its sync’s configuration: it is kept', async () => {
    desk = await Desk.open(postgres);
    desk.remove('sync-1');
    await desk.tell([requested(), accepted()]);
    expect(desk.dead).toEqual([]);
    desk.configure(aSync());
    desk.now = start + 9_999;
    await desk.look();
    expect(desk.links).toEqual([]);
    desk.now = start + 10_000;
    await desk.look();
    expect(desk.links).toHaveLength(1);
  });
});

describe('a transaction', () => {
  it('that crashes leaves nothing behind, and is done again', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested()]);
    const crash = () => Promise.reject(new Error('crash'));
    await expect(desk.tell([accepted()], crash)).rejects.toThrow('crash');
    expect(await desk.facts()).toEqual(['DeviceIdentified', 'LinkHeld']);
    await desk.tell([accepted()]);
    expect(desk.links).toHaveLength(1);
  });

  it('that crashes does not leave a confirmation in memory that is not in the database', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([requested({ kochavaDeviceId: 'd-9' })]);
    // Two parts of one message inside one transaction: the second sees what the first wrote.
    const twice = desk.run(async (tx, context) => {
      for (let part = 0; part < 2; part += 1) await desk.handle([[accepted()]], tx, context);
      throw new Error('crash');
    });
    await expect(twice).rejects.toThrow('crash');
    await desk.tell([accepted()]);
    await desk.tell([requested()]);
    expect(desk.links).toHaveLength(1);
  });

  it('of outcomes that repeat what is known does not touch the database', async () => {
    desk = await Desk.open(postgres);
    await desk.tell([accepted()]);
    desk.now += 1;
    await desk.tell([accepted()]);
    const statements: string[] = [];
    await desk.run(async (tx, context) => {
      const spy = { ...tx, query: (name: string) => Promise.resolve(void statements.push(name) as never) };
      return await desk.handle([[accepted(), accepted()]], spy as never, context);
    });
    expect(statements).toEqual([]);
  });

  it('waits for the configuration', async () => {
    desk = await Desk.open(postgres);
    desk.ready = false;
    await expect(desk.tell([requested()])).rejects.toThrow('the configuration has not been read yet');
    await desk.look();
    desk.ready = true;
    await desk.tell([requested()]);
    expect(await desk.holds()).toHaveLength(1);
  });

  it('keeps names like __proto__ and any text of a value', async () => {
    desk = await Desk.open(postgres, aSync({ sendUsers: { properties: ['__proto__', 'plan'] } }));
    const properties = JSON.parse('{"__proto__":"x","plan":"Łódź \\"/\\\\ \\u0001"}') as Record<string, string>;
    await desk.tell([requested({ properties })]);
    await desk.tell([accepted()]);
    expect(JSON.parse(desk.links[0]?.body ?? '')).toHaveProperty('data', properties);
    expect(anOutcome().ids).toEqual(desk.links[0]?.ids);
    const { tables } = await desk.rebuild(true);
    expect(Object.values(tables).map(({ missing, wrong }) => missing + wrong)).toEqual([0, 0, 0, 0]);
  });
});
