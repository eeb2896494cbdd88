import { pastedEvent } from './pasted-event.ts';

const now = 1_795_437_238_000;
const read = (given: unknown) => pastedEvent(given, { now, ip: '203.0.113.9' });
const event = { event_type: 'Purchase', device_id: 'device-1' };

describe('a pasted event', () => {
  it('is read as ingest reads it', () => {
    expect(read({ ...event, ip: '$remote', version_name: '1.2', country: null })).toEqual({
      ok: true,
      event: { ...event, time: now, ip: '203.0.113.9', app_version: '1.2' },
    });
  });

  it('may be a whole upload, with its own rule for short ids', () => {
    const upload = { api_key: 'k', events: [{ ...event, device_id: 'd' }], options: { min_id_length: 1 } };
    expect(read(upload)).toMatchObject({ ok: true, event: { device_id: 'd' } });
  });

  it.each([
    ['2022-02-28 20:07:01.795', 1_646_078_821_795],
    ['2022-02-28T20:07:01.795Z', 1_646_078_821_795],
    ['2022-02-28 20:07:01.795000', 1_646_078_821_795],
  ])('may be one of an export, its time %s in UTC', (client_event_time, time) => {
    const exported = { ...event, $insert_id: 'i-1', ip_address: '1.2.3.4', device_carrier: 'O2', client_event_time };
    expect(read(exported)).toMatchObject({ ok: true, event: { insert_id: 'i-1', ip: '1.2.3.4', carrier: 'O2', time } });
  });

  it.each([
    [undefined, '/event'],
    ['Purchase', '/event'],
    [[], '/event'],
    [{ events: [] }, '/event'],
    [{ device_id: 'device-1' }, '/event/event_type'],
    [{ event_type: 'Purchase' }, '/event/user_id'],
    [{ ...event, device_id: 'd' }, '/event/device_id'],
    [{ ...event, time: 'soon' }, '/event/time'],
    [{ ...event, client_event_time: 'soon' }, '/event/time'],
    [{ ...event, event_properties: 'x' }, '/event/event_properties'],
  ])('%j is refused at %s', (given, field) => {
    const result = read(given);
    expect(result.ok ? undefined : result.problems[0]?.field).toBe(field);
  });
});
