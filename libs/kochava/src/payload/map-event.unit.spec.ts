import fc from 'fast-check';
import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { purchase, sync as aSync } from '../testing/examples.ts';
import { maxRequestBytes } from '../endpoints.ts';
import { dropReasons } from './drop-reason.ts';
import { mapEvent } from './map-event.ts';

const map = (event: AmplitudeEvent, sync = aSync(), eventTime = 1_795_437_238_292) =>
  mapEvent({ event, eventTime, userProperties: {}, knownIds: {} }, sync);

describe('mapEvent', () => {
  it('sends 1,999,999 bytes and drops 2,000,000, counted after escaping', () => {
    const sync = aSync({ sendEvents: { properties: { event: ['price'], user: [] } } });
    const withPrice = (price: string) => map(purchase({ event_properties: { price } }), sync);
    const empty = withPrice('');
    const room = maxRequestBytes - 1 - (empty.ok ? empty.body.length : 0);
    const tooLarge = { ok: false, reason: 'too-large' };
    const exact = withPrice('x'.repeat(room));
    expect(exact.ok && exact.body.length).toBe(1_999_999);
    expect(withPrice('x'.repeat(room + 1))).toMatchObject(tooLarge);
    // A slash is two bytes, an umlaut six.
    expect(withPrice('/'.repeat(room / 2 + 1))).toMatchObject(tooLarge);
    expect(withPrice('ü'.repeat(room / 6 + 1))).toMatchObject(tooLarge);
  });

  it('names the first thing that is missing', () => {
    const reasonOf = (given: Record<string, unknown>, time?: number) => {
      const mapped = map(purchase(given), aSync(), time);
      return mapped.ok ? 'sent' : mapped.reason;
    };
    const given: Record<string, unknown> = { event_type: '', device_id: '', ip: '', idfv: '' };
    expect(reasonOf(given, Number.NaN)).toBe('no-event-name');
    expect(reasonOf({ ...given, event_type: 'E' }, Number.NaN)).toBe('no-kochava-device-id');
    expect(reasonOf({ ...given, event_type: 'E', device_id: 'd' }, Number.NaN)).toBe('no-ip');
    expect(reasonOf({ ...given, event_type: 'E', device_id: 'd', ip: '::1' }, Number.NaN)).toBe('no-device-id');
    expect(reasonOf({}, Number.NaN)).toBe('invalid-time');
    expect(reasonOf({})).toBe('sent');
  });

  it.each([
    [0, 0],
    [999, 0],
    [1_795_437_238_999, 1_795_437_238],
    [9_999_999_999_999, 9_999_999_999],
  ])('takes %d ms as %d s', (time, usertime) => {
    const mapped = map(purchase(), aSync(), time);
    expect(mapped.ok && (JSON.parse(mapped.body) as { data: unknown }).data).toMatchObject({ usertime });
  });

  it.each([-1, 10_000_000_000_000, Number.NaN, Number.POSITIVE_INFINITY])('takes %d ms for no time', (time) => {
    expect(map(purchase(), aSync(), time)).toEqual({ ok: false, reason: 'invalid-time' });
  });

  it("is nobody else's business what a table of names inherits", () => {
    const rename = JSON.parse('{"__proto__":"Purchase"}') as Record<string, string>;
    const named = (event_type: string) => map(purchase({ event_type }), aSync({ sendEvents: { rename } }));
    expect(named('__proto__')).toMatchObject({ body: expect.stringContaining('"event_name":"Purchase"') as string });
    expect(named('toString')).toMatchObject({ body: expect.stringContaining('"event_name":"toString"') as string });
  });

  it('makes of anything either a named refusal or a body with every required key and nothing empty', () => {
    const fields = [
      'platform',
      'os_name',
      'os_version',
      'device_model',
      'app_version',
      'user_agent',
      'currency',
      'price',
    ];
    const wild = fc.dictionary(
      fc.constantFrom(...fields, 'idfa', 'idfv', 'adid', 'event_properties', 'groups'),
      fc.jsonValue(),
    );
    const selected = { event: ['price', 'currency', 'a', '__proto__'], user: ['b', 'c.d'] };
    const sync = aSync({
      sendEvents: { properties: selected },
      mappings: { att: 'event_properties.a', tc_string: 'groups.b' },
    });
    fc.assert(
      fc.property(wild, fc.dictionary(fc.constantFrom('b', 'c', 'c.d'), fc.jsonValue()), (given, userProperties) => {
        const mapped = mapEvent({ event: purchase(given), eventTime: 1e12, userProperties, knownIds: {} }, sync);
        if (!mapped.ok) return expect(dropReasons).toContain(mapped.reason);
        expect(mapped.body).toMatch(/^[\x20-\x7f]+$/);
        const body = JSON.parse(mapped.body) as { data: Record<string, unknown> };
        expect(Object.keys(body)).toEqual(['action', 'kochava_app_id', 'kochava_device_id', 'data']);
        const required = ['usertime', 'device_ver', 'device_ids', 'device_ua', 'event_name', 'origination_ip'];
        expect(Object.keys(body.data)).toEqual(expect.arrayContaining(required));
        for (const value of Object.values(body.data)) expect(value).not.toEqual({});
        for (const value of Object.values(body.data['event_data'] ?? {})) expect(typeof value).not.toBe('object');
        expect(mapped.userAgent === 'Unknown').toBe(body.data['device_ua'] === '');
      }),
    );
  });
});
