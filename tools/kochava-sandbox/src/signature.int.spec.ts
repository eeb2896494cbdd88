import { anEvent, aLink, post, signed, written } from './requests.spec-data.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

const keys = { apiKey: 'APIKEY', apiSecret: 'SECRET' };
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    apps: [
      { appGuid: 'kodemo', auth: { ...keys, strict: true } },
      { appGuid: 'kolenient', auth: { ...keys, strict: false } },
    ],
    unknownApps: 'refuse',
  });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.clear());

const send = (body: string, headers: Record<string, string>, path = '/track/json') =>
  post(sandbox.url + path, body, headers);
const sign = (body: string): Record<string, string> => signed(body, keys.apiKey, keys.apiSecret);
const names = (): string[] => sandbox.requests().flatMap(({ violations }) => violations.map(({ name }) => name));

describe('a strict app', () => {
  const event = written(
    anEvent({}, { event_name: 'Café / Purchase 😀', event_data: { none: '{}', number: '1e9', ratio: 0.5 } }),
  );

  it('takes the token that the formula gives for the exact bytes', async () => {
    expect(await send(event, sign(event))).toMatchObject({ status: 200 });
    const link = written(aLink({ data: { plan: 'gold/silver' } }));
    expect(await send(link, sign(link), '/v1/cpi/identityLink.php')).toMatchObject({ status: 200 });
  });

  it('knows the published formula by a vector', async () => {
    const body =
      '{"action":"event","kochava_app_id":"kodemo","kochava_device_id":"d-1","data":{"usertime":1795437238,"device_ids":' +
      '{"idfv":"BCCE52E7-03EE-321A-B3D4-E57123966239"},"device_ua":"Mozilla\\/5.0 (iPhone)","event_name":"Caf\\u00e9 \\/ Purchase"}}';
    expect(body).toHaveLength(235);
    const token = '10c179d194c359d5a236f8dea0b2cc3484cdc9a90b004fe3ecc292c69ec818d5';
    await send(body, { 'Kochava-Api-Key': 'APIKEY', 'Kochava-Auth-Token': token });
    expect(names()).toEqual(['missing-field', 'missing-field']);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ['no token', 'signature-missing', event, {}],
    ['another key', 'api-key', event, signed(event, 'OTHER', 'SECRET')],
    ['another secret', 'signature', event, signed(event, 'APIKEY', 'OTHER')],
    ['a token of other bytes', 'signature', event, signed(`${event} `, 'APIKEY', 'SECRET')],
    ['a token in capitals', 'signature', event, upperToken(event)],
  ])('refuses %s', async (_, name, body, headers) => {
    expect(await send(body, headers)).toMatchObject({ status: 401, body: { success: '0' } });
    expect(names()).toEqual([name]);
  });

  it.each([
    ['a plain slash', event.replaceAll('\\/', '/')],
    ['letters outside ASCII', JSON.stringify(anEvent({}, { event_name: 'Café' }))],
    ['capital hex', event.replace('\\u00e9', '\\u00E9')],
    ['spaces', JSON.stringify(anEvent(), null, 1)],
    ['an exponent', written(anEvent()).replace('12.5', '1e21')],
    ['a trailing zero', written(anEvent()).replace('12.5', '12.50')],
    ['an empty object', written(anEvent({}, { event_data: {} }))],
  ])('refuses bytes that PHP would write otherwise: %s', async (_, body) => {
    expect(await send(body, sign(body))).toMatchObject({ status: 401 });
    expect(names()).toContain('signature-bytes');
  });
});

it('a lenient app notes a wrong token and takes none', async () => {
  const event = written(anEvent({ kochava_app_id: 'kolenient' }));
  expect(await send(event, {})).toMatchObject({ status: 200 });
  expect(names()).toEqual([]);
  expect(await send(event, signed(event, 'APIKEY', 'OTHER'))).toMatchObject({ status: 200 });
  expect(names()).toEqual(['signature']);
});

it('refuses an app of somebody else', async () => {
  const event = written(anEvent({ kochava_app_id: 'koother' }));
  expect(await send(event, {})).toMatchObject({ status: 400, body: { success: '0' } });
  expect(names()).toEqual(['unknown-app']);
});

function upperToken(body: string): Record<string, string> {
  const headers = sign(body);
  return { ...headers, 'Kochava-Auth-Token': (headers['Kochava-Auth-Token'] ?? '').toUpperCase() };
}
