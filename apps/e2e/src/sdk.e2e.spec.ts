/** What SDKs send, as they send it: the official Node SDK itself, and the requests of those that run in browsers and phones. */
import { gzipSync } from 'node:zlib';
import { createInstance, Identify, Revenue, Types } from '@amplitude/analytics-node';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { vendorId, type Client } from './support/client.ts';
import { accepted, sentFor, told, violations, type Sent } from './support/ledger.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

interface Scene {
  readonly app: string;
  readonly project: string;
  readonly client: Client;
}

let scenes = 0;

/** A project with a sync that takes whatever its clients call an event. */
async function scene(): Promise<Scene> {
  const app = `kosdk-${(scenes += 1)}`;
  const { id: project, apiKey } = await scratch.api.project(`sdk-project-${scenes}`);
  await scratch.api.sync(project, {
    name: 'Post-install',
    appGuid: app,
    sendEvents: {
      enabled: true,
      events: ['Purchase', 'revenue_amount', 'Opened'],
      properties: {
        event: ['price', 'quantity', 'revenue', 'productId', 'revenueType', 'currency', 'cart'],
        user: ['plan', 'visits', 'tags'],
      },
    },
    sendUsers: { enabled: true, properties: ['plan', 'visits'] },
    hold: { settleSeconds: 0 },
  });
  return { app, project, client: scratch.client(apiKey) };
}

const sent = (at: Scene): Sent[] => sentFor(scratch.sandbox.requests(), at.app);
const events = (at: Scene): Sent[] => sent(at).filter(({ kind }) => kind === 'event');
const idfv = vendorId('sdk-01');
const phone = {
  device_id: 'sdk-01',
  user_id: 'ada@example.com',
  platform: 'iOS',
  os_name: 'ios',
  os_version: '17.4',
  device_model: 'iPhone15,3',
  ip: '203.0.113.7',
  idfv,
};

describe('the official Node SDK, with only its server URL set', () => {
  it('tracks, identifies, groups, earns and flushes; all of it is stored and reaches Kochava once', async () => {
    const at = await scene();
    const amplitude = createInstance();
    // Long enough that `flush` alone sends.
    const serverUrl = `${scratch.stack.urls.ingest}/2/httpapi`;
    const options = { serverUrl, flushIntervalMillis: 3_000, logLevel: Types.LogLevel.None };
    await amplitude.init(at.client.apiKey, options).promise;

    const who = new Identify().set('plan', 'pro').setOnce('plan', 'never').add('visits', 2).append('tags', 'early');
    const revenue = new Revenue().setProductId('skis').setPrice(19.99).setQuantity(2).setRevenueType('online');
    const results = [
      amplitude.identify(who, phone),
      amplitude.identify(new Identify().add('visits', 3).unset('tags'), phone),
      amplitude.setGroup('org', 'acme', phone),
      amplitude.groupIdentify('org', 'acme', new Identify().set('size', 12), phone),
      amplitude.track('Purchase', { price: 5, cart: [{ sku: 'a/1' }] }, phone),
      amplitude.track('Not selected', { price: 5 }, phone),
      amplitude.revenue(revenue, phone),
    ].map(({ promise }) => promise);
    await amplitude.flush().promise;
    const codes = (await Promise.all(results)).map(({ code }) => code);
    expect(codes).toEqual(results.map(() => 200));

    const counts = await closedBooks(scratch.api, at.project, results.length);
    expect(counts.syncs[0]).toMatchObject({ accepted: 2, filtered: { 'not-selected': 5 } });
    await eventually(() =>
      expect(told(sent(at)).sort()).toEqual([
        'event sdk-01 Purchase {"cart":"[{\\"sku\\":\\"a/1\\"}]","plan":"pro","price":5,"visits":5}',
        'event sdk-01 revenue_amount ' +
          '{"plan":"pro","price":19.99,"productId":"skis","quantity":2,"revenueType":"online","visits":5}',
        `link {"idfv":"${idfv}"} {"plan":"pro","visits":"5"}`,
      ]),
    );
  });

  it('sends what it has as it comes; thousands of events in many uploads are each there once', async () => {
    const at = await scene();
    const amplitude = createInstance();
    const serverUrl = `${scratch.stack.urls.ingest}/2/httpapi`;
    const quick = { serverUrl, flushIntervalMillis: 20, flushQueueSize: 50, logLevel: Types.LogLevel.None };
    await amplitude.init(at.client.apiKey, quick).promise;
    const numbers = Array.from({ length: 1_000 }, (_, n) => n);
    const results = await Promise.all(
      numbers.map((n) => amplitude.track('Purchase', { price: n }, { ...phone, device_id: `many-${n % 97}` }).promise),
    );
    expect(results.filter(({ code }) => code !== 200)).toEqual([]);
    const { syncs } = await closedBooks(scratch.api, at.project, numbers.length, 20_000);
    expect(syncs[0]?.accepted).toBe(numbers.length);
    const prices = accepted(events(at)).map((line) => Number(/"price":(\d+)/.exec(line)?.[1]));
    expect(prices.sort((a, b) => a - b)).toEqual(numbers);
  });
});

describe('a browser', () => {
  it('asks first whether it may, and is told so, also when it is refused afterwards', async () => {
    const at = await scene();
    const origin = { origin: 'https://shop.example' };
    const asked = await fetch(`${scratch.stack.urls.ingest}/2/httpapi`, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,content-encoding,x-app',
      },
    });
    expect(asked.status).toBeLessThan(300);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    const allowed = asked.headers.get('access-control-allow-headers')?.toLowerCase();
    for (const header of ['content-type', 'content-encoding', 'x-app']) expect(allowed).toContain(header);

    for (const [apiKey, status] of [
      [at.client.apiKey, 200],
      ['nobody-has-this-key', 400],
    ] as const) {
      const answer = await fetch(`${scratch.stack.urls.ingest}/2/httpapi`, {
        method: 'POST',
        headers: { ...origin, 'content-type': 'application/json' },
        body: JSON.stringify({ api_key: apiKey, events: [{ ...phone, event_type: 'Opened' }] }),
      });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('sends a beacon as text, and a long upload packed; its address is the one that it came from', async () => {
    const at = await scene();
    const page = { ...phone, platform: 'Web', user_agent: 'Mozilla/5.0 (é)', ip: '$remote' };
    const upload = (events: object[]) =>
      JSON.stringify({
        api_key: at.client.apiKey,
        events,
        client_upload_time: new Date().toISOString(),
        options: { min_id_length: 1 },
      });
    const beacon = upload([{ ...page, event_type: 'Opened', insert_id: 'beacon', user_id: 'x' }]);
    const text = { 'content-type': 'text/plain;charset=UTF-8' };
    expect((await at.client.post('/2/httpapi', { headers: text, body: beacon }, 1)).status).toBe(200);

    const many = Array.from({ length: 30 }, (_, n) => ({ ...page, event_type: 'Opened', insert_id: `packed-${n}` }));
    const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const body = gzipSync(upload(many));
    expect((await at.client.post('/2/httpapi', { headers: packed, body }, 30)).status).toBe(200);

    const { syncs } = await closedBooks(scratch.api, at.project, 31);
    expect(syncs[0]?.accepted).toBe(31);
    const sources = events(at).map(({ json, headers }) => [
      json.data.origination_ip,
      json.data.device_ua,
      headers['user-agent'],
    ]);
    expect(new Set(sources.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify(['127.0.0.1', 'Mozilla/5.0 (é)', 'kochava-stream'])]),
    );
  });
});

describe('phones', () => {
  it('an iPhone with the Swift SDK: its names for version, product and revenue', async () => {
    const at = await scene();
    const swift = {
      api_key: at.client.apiKey,
      client_upload_time: '2026-11-23T10:00:00.000Z',
      events: [
        {
          event_type: 'revenue_amount',
          user_id: 'ada@example.com',
          device_id: 'swift1',
          time: Date.parse('2026-11-23T09:59:30.000Z'),
          insert_id: 'A0E7C5B2-5E0D-4A5A-9C0C-8D0F0E1C2B3A',
          session_id: 1_795_437_238_000,
          event_id: 3,
          library: 'amplitude-swift/1.18.6',
          version_name: '4.2.0',
          platform: 'iOS',
          os_name: 'ios',
          os_version: '18.1',
          device_manufacturer: 'Apple',
          device_model: 'iPhone17,1',
          carrier: 'Unknown',
          language: 'en-US',
          country: 'US',
          idfv,
          ip: '$remote',
          price: 4.5,
          quantity: 2,
          revenue: 9,
          product_id: 'gems',
          revenue_type: 'consumable',
          currency: 'SEK',
          event_properties: {},
          user_properties: { $set: { plan: 'pro' } },
        },
      ],
      options: {},
    };
    const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
    const before = Date.now();
    const answer = await at.client.post('/2/httpapi', { headers, body: JSON.stringify(swift) }, 1);
    expect(answer).toMatchObject({ status: 200, body: { code: 200, events_ingested: 1 } });
    await eventually(() => expect(sent(at)).toHaveLength(2));
    const [event] = events(at);
    expect(event?.json.data).toMatchObject({
      app_version: '4.2.0',
      device_ver: 'iPhone17,1-iOS-18.1',
      currency: 'SEK',
      event_data: { price: 4.5, quantity: 2, revenue: 9, productId: 'gems', revenueType: 'consumable', plan: 'pro' },
    });
    // The phone's clock is wrong; 30 s before its upload is 30 s before we got it.
    expect(event?.json.data.usertime).toBeGreaterThanOrEqual(Math.floor(before / 1_000) - 31);
    expect(event?.json.data.usertime).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000) - 29);
    expect(told(sent(at)).at(-1)).toBe(`link {"idfv":"${idfv}"} {"plan":"pro"}`);
  });

  it('an Android phone with the Kotlin SDK: batches on /batch, an id that says tracking is limited', async () => {
    const at = await scene();
    const shared = {
      user_id: 'grace@example.com',
      device_id: 'kotlin1-1234-5678R',
      session_id: 1_795_437_238_000,
      library: 'amplitude-analytics-android/1.30.0',
      version_name: '2.0.1',
      platform: 'Android',
      os_name: 'android',
      os_version: '15',
      device_brand: 'google',
      device_manufacturer: 'Google',
      device_model: 'Pixel 9',
      carrier: 'T-Mobile',
      country: 'US',
      language: 'en',
      adid: '00000000-0000-0000-0000-000000000000',
      android_id: '9774d56d682e549c',
      ip: '$remote',
      ingestion_metadata: { source_name: 'ampli', source_version: '2.0.0' },
    };
    const kotlin = {
      api_key: at.client.apiKey,
      client_upload_time: new Date().toISOString(),
      events: [
        { ...shared, event_type: '$identify', insert_id: 'k-1', user_properties: { $set: { plan: 'free' } } },
        { ...shared, event_type: 'Purchase', insert_id: 'k-2', event_properties: { price: 1 } },
        { ...shared, event_type: 'session_start', insert_id: 'k-3' },
      ],
    };
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await at.client.post('/batch', { headers, body: JSON.stringify(kotlin) }, 3)).status).toBe(200);
    const { syncs } = await closedBooks(scratch.api, at.project, 3);
    // The default mapping has no android_id: with tracking limited nothing names the device.
    expect(syncs[0]?.dropped).toEqual({ 'no-device-id': 1 });

    await scratch.api.patch(syncs[0]?.sync ?? '', { mappings: { android_id: 'android_id' } });
    const again = { ...kotlin, events: [{ ...kotlin.events[1], insert_id: 'k-4' }] };
    expect((await at.client.post('/batch', { headers, body: JSON.stringify(again) }, 1)).status).toBe(200);
    await eventually(() => expect(events(at)).toHaveLength(1));
    expect(events(at)[0]?.json.data).toMatchObject({
      device_ids: { android_id: '9774d56d682e549c' },
      device_ver: 'Pixel 9-Android-15',
      app_version: '2.0.1',
    });
    await eventually(() => expect(told(sent(at))).toContain('link {"android_id":"9774d56d682e549c"} {"plan":"free"}'));
  });
});

it('Kochava had nothing to complain about', () => {
  const rows = scratch.sandbox.requests();
  expect(rows.length).toBeGreaterThan(30);
  expect(violations(rows)).toEqual([]);
});
