import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, answered, Desk, requested, start } from './desk.spec.ts';
import { linksAtATime } from './links-on-their-way.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
afterEach(async () => desk?.close());

const idfv = (n: number) => `BCCE52E7-03EE-321A-B3D4-${String(n).padStart(12, '0')}`;
const device = (n: number) => ({ kochavaDeviceId: `d-${n}`, ids: { idfv: idfv(n) } });
const several = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => device(from + n));
const many = 700;
const most = linksAtATime(aSync());

/** So many links are due at once. */
async function allDue(sync = aSync({ hold: { settleSeconds: 10, expireDays: 30 } }), count = many): Promise<void> {
  const devices = several(0, count);
  await desk.tell(devices.map((each) => requested({ ...each, sync: sync.id })));
  await desk.tell(devices.map((each) => accepted({ ...each, sync: sync.id })));
  desk.now = start + 60_000;
}

describe('many links that fall due at once', () => {
  it('leave as the replies come back, the longest due first, and all of them', async () => {
    desk = await Desk.open(postgres, aSync({ hold: { settleSeconds: 10, expireDays: 30 } }));
    await allDue();
    expect(many).toBeGreaterThan(2 * most);
    await desk.look();
    expect(desk.links).toHaveLength(most);
    await desk.look();
    expect(desk.links).toHaveLength(most);

    await desk.tell(desk.links.slice(0, 100).map((link) => answered(link)));
    await desk.look();
    expect(desk.links).toHaveLength(most + 100);

    for (let done = 100; done < desk.links.length;) {
      const inFlight = desk.links.slice(done);
      done = desk.links.length;
      await desk.tell(inFlight.map((link) => answered(link)));
      await desk.look();
      expect(desk.links.length - done).toBeLessThanOrEqual(most);
    }
    expect(new Set(desk.links.map(({ kochavaDeviceId }) => kochavaDeviceId)).size).toBe(many);
    expect(await desk.holds()).toEqual([]);
  });

  it('do not wait for links that are tried again for long', async () => {
    desk = await Desk.open(postgres, aSync({ hold: { settleSeconds: 10, expireDays: 30 } }));
    await allDue();
    await desk.look();
    desk.now += 59_000;
    await desk.look();
    expect(desk.links).toHaveLength(most);
    desk.now += 1_000;
    await desk.look();
    expect(desk.links).toHaveLength(2 * most);
  });

  it('keep no other sync waiting, and a wider window takes more of them', async () => {
    const wide = aSync({ id: 'sync-2', concurrency: 64, hold: { settleSeconds: 10, expireDays: 30 } });
    desk = await Desk.open(postgres, aSync({ hold: { settleSeconds: 10, expireDays: 30 } }), wide);
    await allDue();
    desk.now = start;
    await allDue(wide);
    await desk.look();
    const of = (sync: string) => desk.links.filter((link) => link.sync === sync).length;
    expect([of('sync-1'), of('sync-2')]).toEqual([most, linksAtATime(wide)]);
    expect(of('sync-2')).toBe(512);
  });

  it('wait for room where nothing settles too', async () => {
    desk = await Desk.open(postgres, aSync());
    const devices = several(0, most + 10);
    await desk.tell(devices.map((each) => requested(each)));
    await desk.tell(devices.map((each) => accepted(each)));
    expect(desk.links).toHaveLength(most);
    await desk.tell(desk.links.slice(0, 10).map((link) => answered(link)));
    await desk.look();
    expect(desk.links).toHaveLength(most + 10);
  });
});
