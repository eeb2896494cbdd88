/** From an Amplitude upload to the bytes that Kochava gets: all five services, real NATS and Postgres. */
import { randomUUID } from 'node:crypto';
import { embeddedShards } from '@kochava-stream/all-in-one';
import { deviceShard, dispatchEvents, receivedInstalls } from '@kochava-stream/contracts';
import { publish } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { advertisingId, identify, iphone, pixel, vendorId } from './support/client.ts';
import { accepted, earlyLinks, sentFor, told, violations, type Sent } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { type Scene, Scenes } from './support/scenes.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';
import { allDeadLetters, bodiesOf } from './support/stream-messages.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

const scenes = new Scenes('koapp', () => scratch);
const scene = scenes.make;

const sent = (at: Scene): Sent[] => sentFor(scratch.sandbox.requests(), at.app);
const linksHeld = async ({ project }: Scene): Promise<number> =>
  (await scratch.api.counts(project)).syncs[0]?.links['held'] ?? 0;

/** Waits until Kochava has got exactly these, in any order. */
async function expectAtKochava(at: Scene, lines: readonly string[]): Promise<void> {
  await eventually(() => expect(told(sent(at)).sort()).toEqual([...lines].sort()));
}

/** What should not come would come in this time: everything else took a tenth of it. */
const nothingMore = (): Promise<void> => pause(700);

describe('an IdentityLink', () => {
  it('is held until its device is known, follows after the settle delay, once, and again only when it changed', async () => {
    const at = await scene({ hold: { settleSeconds: 1 } });
    const phone = iphone('held-1');
    const link = (plan: string) => `link {"idfv":"${vendorId('held-1')}"} {"plan":"${plan}"}`;
    const event = 'event held-1 Purchase {"price":12.5}';

    await at.client.send(identify(phone, { plan: 'free', secret: 'never selected' }));
    await eventually(async () => expect(await linksHeld(at)).toBe(1));
    await nothingMore();
    expect(sent(at)).toEqual([]);

    await at.client.send(phone);
    await expectAtKochava(at, [event, link('free')]);
    const [first, second] = sent(at);
    expect((second?.at ?? 0) - (first?.endedAt ?? Infinity)).toBeGreaterThanOrEqual(1_000);

    await at.client.send(identify(phone, { plan: 'free' }));
    await closedBooks(scratch.api, at.project, at.client.accepted);
    await nothingMore();
    expect(sent(at)).toHaveLength(2);

    await at.client.send(identify(phone, { plan: 'pro' }));
    await expectAtKochava(at, [event, link('free'), link('pro')]);
    await nothingMore();
    expect(accepted(sent(at))).toEqual([event, link('free'), link('pro')]);
    expect(earlyLinks(sent(at), 1_000)).toEqual([]);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]?.links).toMatchObject({ accepted: 2, released: 2 });
  });

  it('merges while it is held: the latest value of each property, in one call', async () => {
    const at = await scene({ sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] } });
    const phone = iphone('merge1');
    await at.client.send(identify(phone, { plan: 'free' }));
    await at.client.send(identify(phone, { plan: 'pro', loyalty_id: 'L-1' }));
    await at.client.send(identify(phone, { loyalty_id: 'L-2' }));
    await eventually(async () => {
      const { syncs } = await scratch.api.counts(at.project);
      expect((syncs[0]?.links['held'] ?? 0) + (syncs[0]?.links['merged'] ?? 0)).toBeGreaterThanOrEqual(3);
    });
    await at.client.send(phone);
    await expectAtKochava(at, [
      'event merge1 Purchase {"price":12.5}',
      `link {"idfv":"${vendorId('merge1')}"} {"loyalty_id":"L-2","plan":"pro"}`,
    ]);
    expect(earlyLinks(sent(at), 0)).toEqual([]);
  });

  it('of a user whom a server names by user_id alone goes to the devices he is known to have', async () => {
    const at = await scene();
    const user_id = 'user-of-two';
    await at.client.send(iphone('two-01', { user_id }), pixel('two-02', { user_id }), iphone('two-03'));
    await eventually(() => expect(sent(at)).toHaveLength(3));
    const body = new URLSearchParams({
      api_key: at.client.apiKey,
      identification: JSON.stringify([{ user_id, user_properties: { $set: { plan: 'team' } } }]),
    });
    expect((await at.client.post('/identify', { body }, 1)).status).toBe(200);
    await eventually(() =>
      expect(
        told(sent(at))
          .filter((line) => line.startsWith('link'))
          .sort(),
      ).toEqual([
        `link {"adid":"${advertisingId('two-02')}"} {"plan":"team"}`,
        `link {"idfv":"${vendorId('two-01')}"} {"plan":"team"}`,
      ]),
    );
    await closedBooks(scratch.api, at.project, at.client.accepted);
  });

  it('follows an install that Kochava reports: no event has to come', async () => {
    const at = await scene();
    const phone = iphone('inst-1');
    await at.client.send(identify(phone, { plan: 'trial' }));
    await eventually(async () => expect(await linksHeld(at)).toBe(1));
    expect(sent(at)).toEqual([]);
    // As the Kochava SDK inside the app does it, past us.
    const ids = { idfv: vendorId('inst-1') };
    const data = { device_ids: ids, origination_ip: '203.0.113.7', device_ua: '', device_ver: '' };
    const install = { action: 'install', kochava_app_id: at.app, kochava_device_id: 'inst-1', data };
    await fetch(`${scratch.sandbox.url}/track/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Unknown' },
      body: JSON.stringify(install),
    });
    await publish(scratch.nats, {
      contract: receivedInstalls,
      to: { shard: deviceShard(at.sync, 'inst-1', embeddedShards) },
      id: randomUUID(),
      message: {
        v: 1,
        installs: [
          { id: 'i-1', sync: at.sync, receivedAt: Date.now(), source: 'postback', kochavaDeviceId: 'inst-1', ids },
        ],
      },
    });
    await eventually(() => expect(accepted(sent(at)).at(-1)).toBe(`link {"idfv":"${ids.idfv}"} {"plan":"trial"}`));
  });

  it('whose device never comes ends in the dead letters, and is not sent when the device comes after that', async () => {
    const at = await scene({ hold: { settleSeconds: 0, expireDays: 1 / 86_400 } });
    const phone = iphone('never1');
    await at.client.send(identify(phone, { plan: 'pro' }));
    const letter = await eventually(async () => {
      const [found] = (await allDeadLetters(scratch.nats)).filter(({ sync }) => sync === at.sync);
      expect(found).toMatchObject({ source: 'identity-linker', kind: 'link', reason: 'hold-expired', reply: null });
      return found;
    });
    expect(JSON.parse(letter?.payload ?? '')).toMatchObject({ kochavaDeviceId: 'never1', properties: { plan: {} } });
    await at.client.send(phone);
    await expectAtKochava(at, ['event never1 Purchase {"price":12.5}']);
    await nothingMore();
    expect(sent(at)).toHaveLength(1);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]?.links).toMatchObject({ held: 1, expired: 1 });
  });
});

describe('events', () => {
  it('arrive selected, filtered, renamed, once, with clean ids, and the books say where each one is', async () => {
    const at = await scene({
      sendEvents: {
        enabled: true,
        events: ['Product Purchased', 'revenue_amount'],
        filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
        properties: { event: ['price', 'quantity', 'revenue', 'productId'], user: ['plan'] },
        rename: { 'Product Purchased': 'Purchase', revenue_amount: 'Purchase' },
        currency: 'EUR',
      },
      sendUsers: { enabled: false, properties: [] },
    });
    const send = (...events: object[]) => at.client.send(...events);
    const zero = '00000000-0000-0000-0000-000000000000';
    const bought = (given: object) => ({ event_type: 'Product Purchased', event_properties: { price: 25 }, ...given });

    await send(iphone('wire-1', bought({ insert_id: 'bought-1', idfa: zero, user_properties: { plan: 'pro' } })));
    await send(
      iphone('wire-1', bought({ insert_id: 'bought-1' })),
      iphone('wire-1', bought({ insert_id: 'bought-1' })),
    );
    await send(iphone('wire-1', { event_type: 'Page Viewed' }));
    await send(iphone('wire-1', bought({ event_properties: { price: 5 } })));
    await send(iphone('wire-1', bought({ ip: undefined })));
    await send(iphone('wire-2', bought({ idfv: undefined, idfa: zero })));
    // Revenue as HTTP clients send it, at the top level, and as the SDKs' Revenue helper does.
    const item = { price: 19.99, quantity: 2, revenue: 39.98, productId: 'skis' };
    await send(pixel('wire-3', { event_type: 'revenue_amount', event_properties: undefined, ...item }));
    const helper = { $price: 19.99, $quantity: 2, $revenue: 39.98, $productId: 'skis' };
    await send(pixel('wire-4', { event_type: 'revenue_amount', event_properties: helper }));

    const counts = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(counts).toMatchObject({ received: 9, duplicate: 2, unrouted: {} });
    expect(counts.syncs[0]).toMatchObject({
      routed: 7,
      filtered: { 'not-selected': 1, 'filter-1': 1 },
      dropped: { 'no-ip': 1, 'no-device-id': 1 },
      accepted: 3,
      dead: {},
    });

    const revenue = '{"price":19.99,"productId":"skis","quantity":2,"revenue":39.98}';
    expect(told(sent(at)).sort()).toEqual([
      'event wire-1 Purchase {"plan":"pro","price":25}',
      `event wire-3 Purchase ${revenue}`,
      `event wire-4 Purchase ${revenue}`,
    ]);
    const [first, ...rest] = sent(at);
    expect(first?.headers['user-agent']).toBe('Unknown');
    expect(first?.json.data).toMatchObject({
      device_ids: { idfv: vendorId('wire-1') },
      device_ver: 'iPhone15,3-iOS-17.4',
      device_ua: '',
      app_version: '3.3.0',
      origination_ip: '203.0.113.7',
      currency: 'EUR',
    });
    const androids = rest.filter(({ json }) => json.kochava_device_id !== 'wire-1');
    // Between devices there is no order.
    expect(new Map(androids.map(({ json }) => [json.kochava_device_id, json.data.device_ids]))).toEqual(
      new Map(['wire-3', 'wire-4'].map((device) => [device, { adid: advertisingId(device) }])),
    );
    expect(androids.map(({ json }) => json.data.device_ver)).toEqual(['Pixel 9-Android-15', 'Pixel 9-Android-15']);
  });

  it('go to every sync of their project, to each as it was configured, and to no other project', async () => {
    const at = await scene();
    const other = await scene();
    const second = await scratch.api.sync(at.project, {
      name: 'Second app',
      appGuid: 'koapp-second',
      sendEvents: { enabled: true, events: ['Purchase'], rename: { Purchase: 'Bought' } },
    });
    await at.client.send(iphone('fan-1'), iphone('fan-2', { event_type: 'Other' }));
    await expectAtKochava(at, ['event fan-1 Purchase {"price":12.5}']);
    await eventually(() =>
      expect(told(sentFor(scratch.sandbox.requests(), 'koapp-second'))).toEqual(['event fan-1 Bought {}']),
    );
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs.map(({ sync, accepted: n }) => [sync, n]).sort()).toEqual([[at.sync, 1] as const, [second, 1]].sort());
    expect(sent(other)).toEqual([]);
    expect((await scratch.api.counts(other.project)).received).toBe(0);
  });

  it('of a project without a sync are counted as such', async () => {
    const { id, apiKey } = await scratch.api.project('nobody-listens');
    const client = scratch.client(apiKey);
    await pause(250);
    await client.send(iphone('lost-1'), iphone('lost-2'));
    const counts = await closedBooks(scratch.api, id, client.accepted);
    expect(counts.unrouted).toEqual({ 'no-sync': 2 });
  });
});

describe('authentication', () => {
  it('signs every event and link so that a strict Kochava takes them, and nobody reads the secret back', async () => {
    const credentials = { apiKey: 'kochava-key-1', apiSecret: 'a secret / with ümlauts' };
    const app = scenes.nextApp;
    scratch.sandbox.addApps([{ appGuid: app, auth: { ...credentials, strict: true } }]);
    const at = await scene({ authentication: { enabled: true, ...credentials } });
    const phone = iphone('auth-1', { event_properties: { price: 1, note: 'Grüße/日本 😀' } });
    await at.client.send(identify(phone, { plan: 'grün/"pro"' }));
    await at.client.send(phone);
    await eventually(() => expect(sent(at)).toHaveLength(2));
    expect(sent(at).map(({ status, violations: found }) => ({ status, found }))).toEqual([
      { status: 200, found: [] },
      { status: 200, found: [] },
    ]);
    const { body } = await scratch.api.call('GET', `/api/syncs/${at.sync}`);
    expect(JSON.stringify(body)).not.toContain(credentials.apiSecret.slice(0, 8));
    expect(body.authentication).toMatchObject({ enabled: true, apiSecret: { set: true } });
  });
});

describe('a sync', () => {
  it('that is disabled sends nothing; enabled again, it sends what waits and not what came meanwhile', async () => {
    const at = await scene({ hold: { settleSeconds: 2 } });
    const phone = iphone('rest-1');
    await at.client.send(identify(phone, { plan: 'pro' }));
    await at.client.send(phone);
    await eventually(() => expect(sent(at)).toHaveLength(1));
    await scratch.api.disable(at.sync);
    await at.client.send(iphone('rest-2'), iphone('rest-3'));
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]?.filtered).toMatchObject({ 'sync-disabled': 2 });
    await pause(2_200);
    expect(told(sent(at))).toEqual(['event rest-1 Purchase {"price":12.5}']);

    await scratch.api.enable(at.sync);
    await at.client.send(iphone('rest-4'));
    await expectAtKochava(at, [
      'event rest-1 Purchase {"price":12.5}',
      `link {"idfv":"${vendorId('rest-1')}"} {"plan":"pro"}`,
      'event rest-4 Purchase {"price":12.5}',
    ]);
  });

  it('that is changed makes something else of later events only; each carries the version it was made with', async () => {
    const at = await scene();
    const before = await scratch.api.version(at.sync);
    await at.client.send(iphone('ver-01'));
    await eventually(() => expect(sent(at)).toHaveLength(1));
    const after = await scratch.api.patch(at.sync, {
      sendEvents: { rename: { Purchase: 'Bought' }, properties: { event: ['price', 'size'] } },
      mappings: { ip: 'event_properties.client_ip' },
    });
    expect(after).toBeGreaterThan(before);
    const event_properties = { price: 3, size: 'XL', client_ip: '198.51.100.9' };
    await at.client.send(iphone('ver-02', { event_properties }));
    await expectAtKochava(at, ['event ver-01 Purchase {"price":12.5}', 'event ver-02 Bought {"price":3,"size":"XL"}']);
    expect(sent(at).map(({ json }) => json.data.origination_ip)).toEqual(['203.0.113.7', '198.51.100.9']);
    const batches = await bodiesOf(scratch.nats, dispatchEvents, { sync: at.sync });
    const versions = batches.flatMap(({ entries }) =>
      entries.map((entry) => [entry.kochavaDeviceId, entry.syncVersion]),
    );
    expect(versions).toEqual([
      ['ver-01', before],
      ['ver-02', after],
    ]);
  });

  it('cannot be changed by somebody who read an older version of it', async () => {
    const at = await scene();
    const stale = await scratch.api.version(at.sync);
    await scratch.api.patch(at.sync, { name: 'Renamed' });
    const headers = { 'if-match': `"${stale}"` };
    const refused = await scratch.api.call('PATCH', `/api/syncs/${at.sync}`, { name: 'Again' }, headers);
    expect(refused.status).toBe(412);
    expect((await scratch.api.call('GET', `/api/syncs/${at.sync}`)).body.name).toBe('Renamed');
  });
});

it('Kochava had nothing to complain about, and got nothing twice', () => {
  const rows = scratch.sandbox.requests();
  expect(rows.length).toBeGreaterThan(10);
  expect(violations(rows)).toEqual([]);
  expect(rows.filter(({ status }) => status !== 200)).toEqual([]);
  expect(rows.flatMap(({ n, flags }) => (flags.includes('idfa-without-att') ? [n] : []))).toEqual([]);
});
