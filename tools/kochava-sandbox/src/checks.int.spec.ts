import { type Json } from './checks/findings.ts';
import { anEvent, anInstall, aLink, post } from './requests.spec-data.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ unknownApps: 'accept' });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.clear({ devices: true }));

const track = (): string => `${sandbox.url}/track/json`;
const link = (): string => `${sandbox.url}/v1/cpi/identityLink.php`;
const names = (): string[] => sandbox.requests().flatMap(({ violations }) => violations.map(({ name }) => name));

describe('a faultless request', () => {
  const ids = { idfa: 'A6334005-9019-46BB-9659-74FD0BD33585' };
  it.each<[string, Json]>([
    ['event', anEvent()],
    [
      'event of Android',
      anEvent({}, { device_ver: 'SM-J727A-Android-7.0.0', device_ids: { adid: 'x', android_id: 'y' } }),
    ],
    ['event over IPv6', anEvent({}, { origination_ip: '2001:db8::7' })],
    [
      'event without what is optional',
      anEvent({}, { usertime: undefined, event_data: undefined, app_version: undefined }),
    ],
    ['event with an unknown device', anEvent({}, { device_ver: '' })],
    [
      'event with consent',
      anEvent(
        {},
        {
          device_ids: ids,
          app_tracking_transparency: { att: true, att_time: 1_795_430_000, att_duration: 4, att_detail: 'authorized' },
          gdpr_privacy_consent: { gdpr_applies: 1, ad_user_data: 1, ad_personalization: 0 },
        },
      ),
    ],
    ['install', anInstall()],
    ['update', { action: 'update', kochava_app_id: 'kodemo', kochava_device_id: 'd-1', data: ids }],
  ])('is taken: %s', async (_, body) => {
    expect(await post(track(), body)).toEqual({ status: 200, body: { success: '1' } });
    expect(sandbox.requests()).toMatchObject([{ n: 1, status: 200, accepted: true, violations: [], flags: [], body }]);
  });

  it('is in the ledger as it came', async () => {
    const raw = '{"action":"event"}';
    await post(track(), raw, { 'Kochava-Auth-Token': 'abc' });
    const [row] = sandbox.requests();
    expect(row).toMatchObject({
      method: 'POST',
      path: '/track/json',
      rawBody: raw,
      body: { action: 'event' },
      headers: { 'user-agent': 'Unknown', 'kochava-auth-token': 'abc' },
    });
    expect(row?.endedAt).toBeGreaterThan(row?.at ?? Infinity);
  });

  it('is flagged when the same body was taken before', async () => {
    for (const body of [anEvent(), anEvent(), anEvent({}, { usertime: 1_795_437_239 })]) await post(track(), body);
    expect(sandbox.requests().map(({ flags }) => flags)).toEqual([[], ['duplicate-body'], []]);
  });

  it('is flagged when Kochava will drop the IDFA for want of consent', async () => {
    await post(track(), anEvent({}, { device_ids: ids }));
    await post(track(), anEvent({}, { device_ids: ids, device_ver: 'iPhone-iOS-13.6.0' }));
    expect(sandbox.requests().map(({ flags }) => flags)).toEqual([['idfa-without-att'], []]);
  });
});

describe('an event that Kochava would not take', () => {
  const big = anEvent({}, { event_data: { note: 'x'.repeat(2_000_000) } });
  const att = (block: Json): Json => anEvent({}, { app_tracking_transparency: block });
  it.each<[string, string, unknown, number?]>([
    ['no JSON', 'not-json', '{"action":'],
    ['JSON, but no object', 'not-an-object', '[{}]'],
    ['not UTF-8', 'not-utf8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['2 MB', 'body-too-large', big, 413],
    ['no action', 'missing-field', anEvent({ action: undefined })],
    ['another action', 'action', anEvent({ action: 'identityLink' })],
    ['no app', 'missing-field', anEvent({ kochava_app_id: undefined })],
    ['an empty app', 'empty-field', anEvent({ kochava_app_id: '' })],
    ['no kochava_device_id', 'missing-field', anEvent({ kochava_device_id: undefined })],
    ['a number for kochava_device_id', 'wrong-type', anEvent({ kochava_device_id: 7 })],
    ['no data', 'missing-field', { ...anEvent(), data: undefined }],
    ['no event name', 'missing-field', anEvent({}, { event_name: undefined })],
    ['an empty event name', 'empty-field', anEvent({}, { event_name: '' })],
    ['no IP', 'missing-field', anEvent({}, { origination_ip: undefined })],
    ['a wrong IP', 'origination-ip', anEvent({}, { origination_ip: '203.0.113.999' })],
    ['two IPs', 'origination-ip', anEvent({}, { origination_ip: '203.0.113.7, 10.0.0.1' })],
    ['no user agent', 'missing-field', anEvent({}, { device_ua: undefined })],
    ['no device_ver', 'missing-field', anEvent({}, { device_ver: undefined })],
    ['no device_ids', 'missing-field', anEvent({}, { device_ids: undefined })],
    ['empty device_ids', 'no-device-id', anEvent({}, { device_ids: {} })],
    [
      'only zero device_ids',
      'no-device-id',
      anEvent({}, { device_ids: { idfa: '00000000-0000-0000-0000-000000000000' } }),
    ],
    ['a number as device id', 'wrong-type', anEvent({}, { device_ids: { idfv: 'x', adid: 7 } })],
    ['milliseconds', 'usertime-milliseconds', anEvent({}, { usertime: 1_795_437_238_000 })],
    ['a fraction of a second', 'usertime', anEvent({}, { usertime: 1_795_437_238.5 })],
    ['a list as event_data', 'wrong-type', anEvent({}, { event_data: [1] })],
    ['a number as app_ver', 'wrong-type', anInstall({ app_ver: 3 })],
    ['an install without IP', 'missing-field', anInstall({}, { origination_ip: undefined })],
    ['an install without ids', 'no-device-id', anInstall({}, { device_ids: {} })],
    ['a number as app_version', 'wrong-type', anEvent({}, { app_version: 1 })],
    ['consent as text', 'att', att({ att: 'true' })],
    ['time of consent in ms', 'att', att({ att: true, att_time: 1_795_430_000_000 })],
    ['a wrong consent detail', 'att', att({ att: false, att_detail: 'not_determined' })],
    ['GDPR flags as booleans', 'gdpr', anEvent({}, { gdpr_privacy_consent: { gdpr_applies: true } })],
  ])('is refused: %s', async (_, name, body, status = 400) => {
    const answer = await post(track(), body);
    expect(answer).toMatchObject({ status, body: { success: '0', error: expect.stringContaining(`${name}: `) } });
    expect(names()).toContain(name);
    expect(sandbox.status().accepted).toMatchObject({ event: 0, install: 0 });
  });

  it('is refused: another content type', async () => {
    expect(await post(track(), anEvent(), { 'content-type': 'text/plain' })).toMatchObject({ status: 400 });
    expect(names()).toEqual(['content-type']);
  });

  it('is refused: another method, another path', async () => {
    expect((await fetch(track())).status).toBe(405);
    expect(await post(`${sandbox.url}/track/jsonp`, anEvent())).toMatchObject({ status: 404, body: { success: '0' } });
    expect(names()).toEqual(['method', 'path']);
  });
});

describe('an event that Kochava takes, but not as meant', () => {
  const idfv = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
  it.each<[string, string, Json]>([
    ['a zero IDFA beside a real id', 'device-id-zero', anEvent({}, { device_ids: { idfv, idfa: '00000000-0000' } })],
    ['an empty id beside a real one', 'device-id-empty', anEvent({}, { device_ids: { idfv, adid: '' } })],
    ['an empty kochava_device_id', 'kochava-device-id-empty', anEvent({ kochava_device_id: '' })],
    ['a reserved key', 'reserved-key', anEvent({}, { event_data: { campaign: 'x' } })],
    ['a nested value', 'nested-value', anEvent({}, { event_data: { items: [1] } })],
    ['an empty block', 'empty-object', anEvent({}, { event_data: {} })],
    ['half a surrogate pair', 'lone-surrogate', anEvent({}, { event_data: { name: 'x\ud800' } })],
    ['a device_ver with holes', 'device-ver', anEvent({}, { device_ver: 'iPhone15,3--17.4' })],
    ['only a version', 'device-ver', anEvent({}, { device_ver: '17.4' })],
    ['ios in small letters', 'device-ver', anEvent({}, { device_ver: 'iPhone15,3-ios-17.4' })],
    ['no ISO currency', 'currency', anEvent({}, { currency: 'usd' })],
    ['a time as text', 'usertime-text', anEvent({}, { usertime: '1795437238' })],
    ['limited tracking as number', 'device-limit-tracking', anEvent({}, { device_limit_tracking: 1 })],
    ['a field of the SDK', 'client-only-field', anEvent({ init_token: 'x' })],
    ['identities inside an event', 'client-only-field', anEvent({}, { identity_link: { plan: 'gold' } })],
    ['half of the GDPR flags', 'gdpr-incomplete', anEvent({}, { gdpr_privacy_consent: { ad_user_data: 1 } })],
    ['an unknown field', 'unknown-field', anEvent({}, { lat: true })],
    ['the app version where installs have it', 'unknown-field', anEvent({ app_ver: '3.3.0' })],
    ['an install with the app version of events', 'unknown-field', anInstall({}, { app_version: '3.3.0' })],
    ['an install with a name', 'unknown-field', anInstall({}, { event_name: 'Install' })],
    ['an install with values', 'unknown-field', anInstall({}, { event_data: { price: 12.5 } })],
  ])('is noted: %s', async (_, name, body) => {
    expect(await post(track(), body)).toMatchObject({ status: 200 });
    expect(names()).toEqual([name]);
  });

  it('is noted: a user agent of the sender where the device has none', async () => {
    await post(track(), anEvent(), { 'user-agent': 'undici' });
    await post(track(), anEvent({}, { device_ua: 'Mozilla/5.0 (iPhone)' }), { 'user-agent': 'undici' });
    expect(names()).toEqual(['user-agent']);
  });
});

describe('a link', () => {
  beforeEach(() => post(track(), anEvent()));
  const violationsOfLink = (): string[] => names();

  it('is taken after the device is known', async () => {
    expect(await post(link(), aLink())).toEqual({ status: 200, body: { success: '1' } });
    expect(violationsOfLink()).toEqual([]);
    expect(sandbox.requests()[1]).toMatchObject({ kind: 'link', accepted: true });
  });

  it.each<[string, string, Json]>([
    ['no app', 'missing-field', aLink({ kochava_app_id: undefined })],
    ['device_ids in the plural', 'missing-field', aLink({ device_id: undefined, device_ids: { idfv: 'x' } })],
    ['no device', 'no-device-id', aLink({ device_id: {} })],
    ['no data', 'missing-field', aLink({ data: undefined })],
    ['nothing to link', 'no-identity', aLink({ data: {} })],
    ['a number as value', 'wrong-type', aLink({ data: { plan: 7 } })],
    ['an empty name', 'empty-field', aLink({ data: { '': 'gold' } })],
  ])('is refused: %s', async (_, name, body) => {
    expect(await post(link(), body)).toMatchObject({ status: 400 });
    expect(violationsOfLink()).toContain(name);
  });

  it.each<[string, string, Json]>([
    ['a value of 257 characters', 'identity-value-too-long', aLink({ data: { plan: 'x'.repeat(257) } })],
    ['an empty value', 'identity-value-empty', aLink({ data: { plan: '' } })],
    ['a kochava_device_id', 'unknown-field', aLink({ kochava_device_id: 'd-1' })],
    ['hashed ids', 'device-hash-method', aLink({ device_hash_method: { idfv: 'md5' } })],
  ])('is noted: %s', async (_, name, body) => {
    expect(await post(link(), body)).toMatchObject({ status: 200 });
    expect(violationsOfLink()).toEqual([name]);
  });

  it('is flagged when a value looks like an e-mail address', async () => {
    await post(link(), aLink({ data: { plan: '😀'.repeat(256), mail: 'a@example.com' } }));
    expect(sandbox.requests()[1]).toMatchObject({ violations: [], flags: ['looks-like-email'] });
  });
});
