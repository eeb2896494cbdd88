import { fromExport } from './exported.ts';
import { readEvents } from './upload.ts';
import { readWebhook } from './webhook.ts';

const receivedAt = 1_795_437_240_000;
/** A row as Amplitude's pages have it, the values made up. */
const row = {
  $insert_id: '5f0adeff-6668-4427-8d02-57d803a2b841',
  $schema: 13,
  uuid: 'bf0b9b2a-304d-11e6-934f-22000b56058f',
  app: 123456,
  amplitude_id: 2234540891,
  user_id: 'u-1',
  device_id: 'd-1',
  session_id: 1396381378123,
  event_id: 23,
  event_type: 'Purchase',
  amplitude_event_type: null,
  event_properties: { price: 12.5 },
  user_properties: { plan: 'gold' },
  group_properties: {},
  groups: {},
  data: {},
  client_event_time: '2026-11-23 11:00:00.000000',
  client_upload_time: '2026-11-23 11:00:01.000000',
  server_received_time: '2026-11-23 12:33:58.400000',
  event_time: '2026-11-23 12:33:58.292000',
  platform: 'iOS',
  os_name: 'ios',
  os_version: '17.4',
  device_model: 'iPhone15,3',
  device_carrier: 'O2',
  version_name: '3.2.0',
  ip_address: '203.0.113.7',
  dma: null,
  idfa: null,
  is_attribution_event: false,
  sample_rate: null,
};

function read(body: unknown): unknown {
  const upload = readWebhook(typeof body === 'string' ? body : JSON.stringify(body), 10);
  if (!upload.ok) return JSON.parse(upload.answer.body);
  const events = readEvents({ ...upload.value, apiKey: '' }, { receivedAt, clientIp: () => '192.0.2.1' });
  return events.ok ? events.value : JSON.parse(events.answer.body);
}

describe('a call of the webhook', () => {
  it('with an event has it in the names of the HTTP API, at the time that Amplitude corrected', () => {
    expect(read(row)).toEqual([
      {
        insert_id: '5f0adeff-6668-4427-8d02-57d803a2b841',
        user_id: 'u-1',
        device_id: 'd-1',
        session_id: 1396381378123,
        event_id: 23,
        event_type: 'Purchase',
        event_properties: { price: 12.5 },
        user_properties: { plan: 'gold' },
        group_properties: {},
        groups: {},
        time: Date.UTC(2026, 10, 23, 12, 33, 58, 292),
        platform: 'iOS',
        os_name: 'ios',
        os_version: '17.4',
        device_model: 'iPhone15,3',
        carrier: 'O2',
        app_version: '3.2.0',
        ip: '203.0.113.7',
      },
    ]);
  });

  it.each([
    ['2022-02-28 20:07:01.795', 1_646_078_821_795],
    ['2022-02-28T20:07:01.795000', 1_646_078_821_795],
    ['2022-02-28T20:07:01Z', 1_646_078_821_000],
    ['2022-02-28 20:07:01', 1_646_078_821_000],
  ])('may say %s for its time, in UTC', (event_time, time) => {
    expect(read({ event_type: 'Purchase', device_id: 'd', event_time })).toMatchObject([{ time }]);
  });

  it("takes the row for the insert_id where the event had none, and the API's own names first", () => {
    expect(fromExport({ ...row, $insert_id: null })).toMatchObject({ insert_id: row.uuid });
    expect(fromExport({ ...row, insert_id: 'i', ip: '192.0.2.9', time: 7 })).toMatchObject({
      insert_id: 'i',
      ip: '192.0.2.9',
      time: 7,
    });
  });

  it('with a user is an identify', () => {
    const user = { user_id: 'u', device_id: 'd', user_properties: { $set: { plan: 'pro' } }, platform: 'iOS' };
    expect(read(user)).toEqual([{ ...user, event_type: '$identify', time: receivedAt }]);
    expect(read({ ...user, event_type: '$identify' })).toEqual([
      { ...user, event_type: '$identify', time: receivedAt },
    ]);
  });

  it('may be a list', () => {
    expect(read([row, { ...row, user_id: 'u-2' }])).toMatchObject([{ user_id: 'u-1' }, { user_id: 'u-2' }]);
  });

  it.each([
    ['', { error: 'Missing request body' }],
    ['{', { error: 'Invalid JSON request body' }],
    ['7', { error: 'Invalid JSON request body' }],
    [Array.from({ length: 11 }, () => row), { code: 413 }],
    [[7], { error: 'Invalid event JSON' }],
    [{ ...row, event_time: 'soon' }, { events_with_invalid_fields: { event_time: [0] } }],
    [{ ...row, event_properties: 'x' }, { events_with_invalid_fields: { event_properties: [0] } }],
    [{ event_type: 'x' }, { events_with_missing_fields: { user_id: [0], device_id: [0] } }],
    [{ device_id: 'd' }, { events_with_missing_fields: { event_type: [0] } }],
  ])('%j is answered with what is wrong', (body, answer) => {
    expect(read(body)).toMatchObject(answer);
  });
});
