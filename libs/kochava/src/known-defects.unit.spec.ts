/** What other connectors between analytics tools and Kochava were seen to get wrong: one test each that we do not. */
import { type SyncConfig } from '@kochava-stream/contracts';
import { authHeaders, classifyReply, linkBody, linkValue, mapDevice, mapEvent } from './index.ts';
import { purchase, sync } from './testing/examples.ts';

const idfa = 'A6334005-9019-46BB-9659-74FD0BD33585';
const zero = '00000000-0000-0000-0000-000000000000';

interface Extra {
  sync?: SyncConfig;
  eventTime?: number;
  userProperties?: Record<string, unknown>;
}

const map = (event: Record<string, unknown>, extra: Extra = {}) =>
  mapEvent(
    { event: purchase(event), eventTime: 1_795_428_000_123, userProperties: {}, knownIds: {}, ...extra },
    extra.sync ?? sync(),
  );

/** `data` of the request; fails where there is none. */
const dataOf = (event: Record<string, unknown>, extra?: Extra): Record<string, unknown> => {
  const mapped = map(event, extra);
  if (!mapped.ok) throw new Error(`dropped: ${mapped.reason}`);
  return (JSON.parse(mapped.body) as { data: Record<string, unknown> }).data;
};

const android = { platform: 'Android', os_name: 'android', idfv: undefined };

it('usertime: not milliseconds, and no missing key on a time that is none', () => {
  expect(dataOf({})['usertime']).toBe(1_795_428_000);
  expect(map({}, { eventTime: Number.NaN })).toEqual({ ok: false, reason: 'invalid-time' });
});

it('event_name: not lower-cased, not made of a number, not left out', () => {
  expect(dataOf({ event_type: 'Song Played' })['event_name']).toBe('Song Played');
  for (const event_type of ['', undefined, null, 42]) {
    expect(map({ event_type })).toEqual({ ok: false, reason: 'no-event-name' });
  }
});

it('kochava_device_id: no fallback to another id, never left out', () => {
  const mapped = map({ device_id: undefined, anonymousId: 'a-1', idfa });
  expect(mapped).toEqual({ ok: false, reason: 'no-kochava-device-id' });
});

it('device_ids: no empty strings, no device or anonymous id posing as idfv or android_id, none = dropped', () => {
  expect(dataOf({ idfa: '', adid: '', android_id: '' })['device_ids']).toEqual({ idfv: purchase()['idfv'] });
  expect(dataOf({ ...android, adid: 'ad-1' })['device_ids']).toEqual({ adid: 'ad-1' });
  expect(map({ ...android, anonymousId: 'a-1' })).toEqual({ ok: false, reason: 'no-device-id' });
});

it("idfa on Android: an advertising id never goes out under Apple's name", () => {
  expect(dataOf({ ...android, idfa, adid: 'ad-1', android_id: 'an-1' })['device_ids']).toEqual({
    adid: 'ad-1',
    android_id: 'an-1',
  });
});

it.each([zero, zero.replaceAll('-', ''), '0'])('zero id %s: stripped before "at least one" is asked', (none) => {
  expect(dataOf({ idfa: none })['device_ids']).toEqual({ idfv: purchase()['idfv'] });
  expect(map({ idfa: none, idfv: none })).toEqual({ ok: false, reason: 'no-device-id' });
});

it('ATT: not invented, not from Android, with its times when they are mapped', () => {
  const mappings = { att: 'user_properties.att', att_time: 'user_properties.att_time' };
  const extra = { sync: sync({ mappings }), userProperties: { att: true, att_time: 1_795_420_000 } };
  const block = 'app_tracking_transparency';
  expect(dataOf({}, extra)[block]).toEqual({ att: true, att_time: 1_795_420_000 });
  expect(dataOf({ ...android, adid: 'ad-1' }, extra)).not.toHaveProperty(block);
  expect(dataOf({}, { ...extra, userProperties: {} })).not.toHaveProperty(block);
  expect(dataOf({}, { userProperties: extra.userProperties })).not.toHaveProperty(block);
});

it('device_ver: all three parts or nothing, never a hole, never the version alone', () => {
  expect(dataOf({})['device_ver']).toBe('iPhone15,3-iOS-17.4');
  for (const part of ['device_model', 'os_name', 'os_version']) {
    for (const missing of [undefined, null, '', ' ']) expect(dataOf({ [part]: missing })['device_ver']).toBe('');
  }
});

it('device_ua: raw, not percent-encoded; none = empty, with the header that says so', () => {
  const user_agent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) 100% "é"';
  expect(dataOf({ user_agent })['device_ua']).toBe(user_agent);
  expect(map({ user_agent })).toMatchObject({ userAgent: 'kochava-stream' });
  expect(dataOf({ user_agent: undefined })['device_ua']).toBe('');
  expect(map({ user_agent: undefined })).toMatchObject({ userAgent: 'Unknown' });
});

it('currency: USD is not invented; a setting of the sync', () => {
  expect(dataOf({ price: 5 })).not.toHaveProperty('currency');
  expect(dataOf({ price: 5 }, { sync: sync({ sendEvents: { currency: 'SEK' } }) })['currency']).toBe('SEK');
});

it('app_version: the version, not the build', () => {
  expect(dataOf({ app_version: '4.2.0', app_build: '1337', version_code: 1337 })['app_version']).toBe('4.2.0');
});

it.each(['iOS', 'iPadOS', 'tvOS', 'watchOS', 'visionOS', 'macOS', 'Mac OS X'])(
  "platform families: %s is Apple's",
  (os_name) => {
    const ids = { idfa, adid: 'ad-1', android_id: 'an-1' };
    expect(dataOf({ os_name, platform: undefined, ...ids })['device_ids']).toEqual({ idfa, idfv: purchase()['idfv'] });
  },
);

it('event_data: selected only, types kept, nested as text, no nulls', () => {
  const event_properties = { price: 12.5, gift: true, list: [1], gone: null, secret: 'x' };
  const properties = { event: ['price', 'gift', 'list', 'gone'], user: ['plan'] };
  const extra = { userProperties: { plan: 'pro', email: 'someone@example.com' } };
  expect(dataOf({ event_properties }, extra)).not.toHaveProperty('event_data');
  expect(dataOf({ event_properties }, { ...extra, sync: sync({ sendEvents: { properties } }) })['event_data']).toEqual({
    price: 12.5,
    gift: true,
    list: '[1]',
    plan: 'pro',
  });
});

it('identify: becomes an IdentityLink of the device, never of an anonymous id', () => {
  const event = purchase({ event_type: '$identify', anonymousId: 'a-1' });
  const device = mapDevice({ event, eventTime: 0, userProperties: {}, knownIds: {} }, sync());
  expect(linkValue('pro')).toMatchObject({ text: 'pro' });
  const body = device.ok ? linkBody({ appGuid: 'kodemo', ids: device.ids, properties: { plan: 'pro' } }) : '';
  expect(JSON.parse(body)).toEqual({
    kochava_app_id: 'kodemo',
    device_id: { idfv: purchase()['idfv'] },
    data: { plan: 'pro' },
  });
});

it('200 from Kochava: "accepted", no class of ours says linked or confirmed', () => {
  const { outcome, class: replyClass } = classifyReply('link', { status: 200, body: '{"success":"1"}' });
  expect([outcome, replyClass]).toEqual(['accepted', 'accepted']);
});

it('API key for links: not in the body; headers only, the same as for events', () => {
  const body = linkBody({ appGuid: 'kodemo', ids: { idfa }, properties: { plan: 'pro' } });
  expect(Object.keys(JSON.parse(body) as object)).toEqual(['kochava_app_id', 'device_id', 'data']);
  const headers = authHeaders({ body, apiKey: 'key', apiSecret: 'secret' });
  expect(Object.keys(headers)).toEqual(['Kochava-Api-Key', 'Kochava-Auth-Token']);
});
