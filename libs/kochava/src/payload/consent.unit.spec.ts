import { purchase, sync } from '../testing/examples.ts';
import { gdprConsent } from './gdpr-consent.ts';
import { trackingConsent } from './tracking-consent.ts';

const given = (value: unknown) => ({ event: purchase(), eventTime: 0, userProperties: { value }, knownIds: {} });
const path = 'user_properties.value';

const read = (key: 'att' | 'att_time' | 'att_duration' | 'att_detail', value: unknown) =>
  trackingConsent(given(value), sync({ mappings: { [key]: path } }).mappings)[key];

describe('trackingConsent', () => {
  const answers: [unknown, boolean | undefined][] = [
    ...[true, 'true', 'TRUE', ' authorized ', 'Authorized'].map((value): [unknown, boolean] => [value, true]),
    ...[false, 'false', 'denied', 'Denied', 'restricted'].map((value): [unknown, boolean] => [value, false]),
    ...['notDetermined', 'yes', '', '1', 0, 1, 2, 3, null, undefined, {}, [true]].map((value): [unknown, undefined] => [
      value,
      undefined,
    ]),
  ];
  it.each(answers)('reads the answer %j as %j', (value, att) => expect(read('att', value)).toBe(att));

  const details: [unknown, string | undefined][] = [
    ['authorized', 'authorized'],
    ['Denied', 'denied'],
    ['not_determined', 'notDetermined'],
    ['not determined', 'notDetermined'],
    ['NOTDETERMINED', 'notDetermined'],
    ['restricted', 'restricted'],
    ['unknown', undefined],
    [3, undefined],
    [true, undefined],
    [null, undefined],
  ];
  it.each(details)('reads the detail %j as %j', (value, detail) => expect(read('att_detail', value)).toBe(detail));

  const times: [unknown, number | undefined][] = [
    [1_795_430_000, 1_795_430_000],
    ['1795430000', 1_795_430_000],
    [1_795_430_000_999, 1_795_430_000],
    [4.9, 4],
    [0, 0],
    [-1, undefined],
    ['4.5', undefined],
    ['2026-11-23', undefined],
    [Number.NaN, undefined],
    [1e300, undefined],
    [true, undefined],
  ];
  it.each(times)('reads the time %j as %j s', (value, time) => expect(read('att_time', value)).toBe(time));

  it('takes a duration as it is', () => {
    expect([4.9, '12', -1, 'long'].map((value) => read('att_duration', value))).toEqual([4, 12, undefined, undefined]);
  });
});

describe('gdprConsent', () => {
  const flags: [unknown, number | undefined][] = [
    ...[true, 1, '1', 'true', 'True'].map((value): [unknown, number] => [value, 1]),
    ...[false, 0, '0', 'false'].map((value): [unknown, number] => [value, 0]),
    ...[2, 'yes', '', null, undefined, {}].map((value): [unknown, undefined] => [value, undefined]),
  ];
  it.each(flags)('reads the flag %j as %j', (value, bit) => {
    for (const key of ['gdpr_applies', 'ad_user_data', 'ad_personalization'] as const) {
      expect(gdprConsent(given(value), sync({ mappings: { [key]: path } }).mappings)).toEqual({ [key]: bit });
    }
  });

  it('sends nothing that is mapped to null', () => {
    const { mappings } = sync({ mappings: { gdpr_applies: null, tc_string: null } });
    expect(gdprConsent(given('CP'), mappings)).toEqual({});
  });
});
