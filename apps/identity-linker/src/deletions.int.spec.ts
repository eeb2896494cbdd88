import { type LinkDeletion } from '@kochava-stream/contracts';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, answered, Desk, installed, ordered, requested, start } from './desk.spec.ts';
import { type Fact } from './facts.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  desk = await Desk.open(postgres, aSync({ hold: { settleSeconds: 0, expireDays: 30 } }));
});
afterEach(async () => desk?.close());

const at = start + 10;
const [mine, other] = [{ idfv: 'V-MINE' }, { idfv: 'V-OTHER' }];

function deletion(given: Partial<LinkDeletion> = {}): Fact {
  const device = { sync: 'sync-1', kochavaDeviceId: 'mine', always: false };
  const of = { job: 'job-1', ask: 'l0.1.t0', project: 'project-1', at, devices: [device], ids: [] };
  return { type: 'deletion', deletion: { ...of, ...given } };
}

const request = (kochavaDeviceId: string, ids: object, given: object = {}) =>
  requested({ kochavaDeviceId, ids, properties: { plan: `plan of ${kochavaDeviceId}` }, ...given });

/** Everything that the database has, as text. */
async function everything(): Promise<string> {
  const tables = ['device', 'device_alias', 'hold', 'event', 'confirmed_id', 'command', 'forgotten', 'deletion'];
  const texts = await Promise.all(
    tables.map((table) => desk.db.query<{ text: string }>(`dump ${table}`, `SELECT t::text AS text FROM ${table} t`)),
  );
  return texts
    .flat()
    .map(({ text }) => text)
    .join('\n');
}

const wrong = async () => {
  const { tables } = await desk.rebuild(true);
  return Object.values(tables).map(({ missing, wrong: n }) => missing + n);
};

it('a device goes with its facts, aliases, holds and orders; others stay; the log still says what the rows say', async () => {
  await desk.tell([request('mine', mine), request('other', other)]);
  await desk.tell([ordered({ type: 'release' }, { kochavaDeviceId: 'mine' })]);
  const [link] = desk.links;
  await desk.tell([request('mine', mine, { properties: { plan: 'pro', tier: 'gold' } })]);
  expect(await everything()).toContain('V-MINE');

  await desk.tell([deletion()]);
  const after = await everything();
  for (const text of ['mine', 'V-MINE', 'plan of mine', 'gold']) expect(after).not.toContain(text);
  expect(after).toContain('V-OTHER');
  expect(await wrong()).toEqual([0, 0, 0, 0]);
  expect(desk.answers).toMatchObject([
    {
      job: 'job-1',
      ask: 'l0.1.t0',
      counts: { 'devices at Kochava': 1, 'held links': 1, aliases: 1, 'identity facts': 4, 'orders by hand': 1 },
      found: expect.arrayContaining([{ value: 'V-MINE', always: false }]),
    },
  ]);
  // The books: what was held is withdrawn.
  const held = (await desk.holds()).flatMap(({ properties }) => Object.keys(properties)).length;
  expect(desk.n('link-held')).toBe(
    desk.n('link-merged') + desk.n('link-withdrawn') + desk.n('link-released') + desk.n('link-expired') + held,
  );
  expect(desk.n('link-withdrawn deleted')).toBe(2);

  await desk.tell([answered(link as NonNullable<typeof link>, { acceptedAt: start })]);
  expect(await everything()).toBe(after);
});

it('a device is found by an id that it carries, confirmed or not, and an id of a postback by itself', async () => {
  await desk.tell([request('named', mine), accepted({ kochavaDeviceId: 'seen', ids: mine }), request('other', other)]);
  await desk.tell([installed({ kochavaDeviceId: null, ids: { adid: 'A-LONE' } })]);
  const ids = [
    { sync: 'sync-1', kind: 'idfv' as const, value: 'V-MINE' },
    { sync: 'sync-1', kind: 'adid' as const, value: 'A-LONE' },
  ];
  await desk.tell([deletion({ devices: [], ids })]);
  const after = await everything();
  for (const text of ['named', 'seen', 'V-MINE', 'A-LONE']) expect(after).not.toContain(text);
  expect(after).toContain('V-OTHER');
  expect(await wrong()).toEqual([0, 0, 0, 0]);

  await desk.tell([installed({ kochavaDeviceId: null, ids: { adid: 'A-LONE' } })]);
  expect(await everything()).toBe(after);
});

it('what is still under way comes to nothing, is counted, and a second ask answers as the first', async () => {
  await desk.tell([accepted({ kochavaDeviceId: 'mine', ids: mine, acceptedAt: start })]);
  await desk.tell([deletion()]);
  const after = await everything();
  await desk.tell([
    request('mine', mine, { requestedAt: at }),
    accepted({ kochavaDeviceId: 'mine', ids: mine, acceptedAt: at }),
    installed({ kochavaDeviceId: 'mine', ids: mine }),
    ordered({ type: 'release' }, { kochavaDeviceId: 'mine', at }),
  ]);
  expect(await everything()).toBe(after);
  expect([desk.n('link-requested'), desk.n('link-suppressed deleted')]).toEqual([1, 1]);
  await desk.tell([deletion()]);
  expect(desk.answers[1]?.counts).toEqual(desk.answers[0]?.counts);
});

it("a user's device may become somebody else's; one that was named itself may not", async () => {
  const named = { sync: 'sync-1', kochavaDeviceId: 'named', always: true };
  await desk.tell([accepted({ kochavaDeviceId: 'mine', ids: mine, acceptedAt: start })]);
  await desk.tell([accepted({ kochavaDeviceId: 'mine', ids: mine, acceptedAt: start })]);
  await desk.tell([deletion(), deletion({ devices: [named], ask: 'l1.1.t0' })]);
  await desk.tell([request('mine', {}, { requestedAt: at + 1 }), request('named', other, { requestedAt: at + 1 })]);
  expect((await desk.holds()).map(({ properties }) => Object.keys(properties))).toEqual([['plan']]);
  // It was known to be confirmed; since the deletion it is not.
  await desk.tell([accepted({ kochavaDeviceId: 'mine', ids: mine, acceptedAt: at + 1 })]);
  expect(desk.links.map(({ kochavaDeviceId }) => kochavaDeviceId)).toEqual(['mine']);
});
