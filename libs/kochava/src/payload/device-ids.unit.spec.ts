import fc from 'fast-check';
import { deviceIdKinds } from '@kochava-stream/contracts';
import { purchase, sync as aSync } from '../testing/examples.ts';
import { cleanIds } from './device-ids.ts';
import { mapDevice } from './map-device.ts';

const real = 'A6334005-9019-46BB-9659-74FD0BD33585';

describe('cleanIds', () => {
  const nothing: [string, unknown][] = [
    ['empty', ''],
    ['blank', '  '],
    ['zeros', '00000000-0000-0000-0000-000000000000'],
    ['zeros without dashes', '00000000000000000000000000000000'],
    ['zeros in blanks', ' 0000-0000 '],
    ['one zero', '0'],
    ['the number zero', 0],
    ['dashes', '----'],
    ['null', null],
    ['a flag', true],
    ['an object', { id: real }],
    ['a list', [real]],
    ['control characters', `${real}\n`],
    ['half a pair', `${real}\ud83d`],
    ['a text of 513 characters', 'a'.repeat(513)],
  ];
  it.each(nothing)('strips %s', (_what, value) => {
    expect(cleanIds({ idfa: value, idfv: value, adid: value, android_id: value })).toEqual({});
  });

  it('leaves real ids exactly as they are', () => {
    const ids = { idfa: real, idfv: real.toLowerCase(), adid: '0-0-0-1', android_id: '9774d56d682e549c' };
    expect(cleanIds(ids)).toEqual(ids);
    expect(cleanIds({ android_id: 42 })).toEqual({ android_id: '42' });
    expect(cleanIds({ android_id: 'a'.repeat(512) })).toEqual({ android_id: 'a'.repeat(512) });
  });

  it('has nothing more to strip the second time, and never a zero id', () => {
    const value = fc.oneof(fc.stringMatching(/^[0-]{0,40}$/), fc.uuid(), fc.anything());
    const ids = fc.record({ idfa: value, idfv: value, adid: value, android_id: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(ids, (given) => {
        const clean = cleanIds(given);
        expect(cleanIds(clean)).toEqual(clean);
        for (const kind of deviceIdKinds) expect(clean[kind] ?? real).toMatch(/[^0\s-]/);
      }),
    );
  });
});

describe('mapDevice', () => {
  const source = (event: Record<string, unknown>, knownIds = {}) => ({
    event: purchase({ idfv: undefined, ...event }),
    eventTime: 0,
    userProperties: {},
    knownIds,
  });

  it('gives an identify without device fields the known ids', () => {
    const bare = { platform: undefined, os_name: undefined, event_type: '$identify' };
    expect(mapDevice(source(bare, { idfa: real, adid: real }), aSync())).toEqual({
      ok: true,
      kochavaDeviceId: 'd-1',
      ids: { idfa: real, adid: real },
    });
  });

  it('may find no id at all: the link then stays held', () => {
    expect(mapDevice(source({}), aSync())).toEqual({ ok: true, kochavaDeviceId: 'd-1', ids: {} });
  });

  it('recalls nothing that does not fit the platform', () => {
    const device = mapDevice(source({ os_name: 'Android' }, { idfa: real, idfv: real, adid: 'ad-1' }), aSync());
    expect(device).toMatchObject({ ids: { adid: 'ad-1' } });
  });

  it('does not recall an advertising id against a limit, but the vendor id', () => {
    const sync = aSync({ mappings: { device_limit_tracking: 'event_properties.lat' } });
    const limited = source({ event_properties: { lat: true } }, { idfa: real, idfv: 'vendor-1' });
    expect(mapDevice(limited, sync)).toMatchObject({ ids: { idfv: 'vendor-1' } });
  });

  it.each([undefined, null, '', ' ', {}, [], true])('has no substitute for a device id that is %j', (device_id) => {
    const mapped = mapDevice(source({ device_id, user_id: 'u-1', insert_id: 'i-1' }), aSync());
    expect(mapped).toEqual({ ok: false, reason: 'no-kochava-device-id' });
  });

  it.each(['x\u0000', 'x\ud83d', 'x'.repeat(513)])('refuses a device id that identifies nothing', (device_id) => {
    expect(mapDevice(source({ device_id }), aSync())).toEqual({ ok: false, reason: 'invalid-kochava-device-id' });
  });
});
