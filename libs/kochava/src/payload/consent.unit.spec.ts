import { purchase, sync } from '../testing/examples.ts';
import { ConsentReading } from './consent-reading.ts';
import { gdprConsent } from './gdpr-consent.ts';
import { trackingConsent } from './tracking-consent.ts';

const given = (value: unknown) => ({ event: purchase(), eventTime: 0, userProperties: { value }, knownIds: {} });
const path = 'user_properties.value';

const reading = (value: unknown, mappings: Record<string, string | null>) =>
  new ConsentReading(given(value), sync({ mappings }).mappings);
const read = (key: 'att' | 'att_time' | 'att_duration' | 'att_detail', value: unknown) =>
  trackingConsent(reading(value, { [key]: path }))[key];

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
    const mappings = { gdpr_applies: path, ad_user_data: path, ad_personalization: path };
    const block = bit === undefined ? {} : { gdpr_applies: bit, ad_user_data: bit, ad_personalization: bit };
    expect(gdprConsent(reading(value, mappings))).toEqual(block);
  });

  it('reads the words of the consent mode, and a consent string that can be one', () => {
    const mappings = { ad_user_data: path, ad_personalization: path };
    expect(gdprConsent(reading('granted', mappings))).toEqual({ ad_user_data: 1, ad_personalization: 1 });
    expect(gdprConsent(reading('denied', mappings))).toEqual({ ad_user_data: 0, ad_personalization: 0 });
    const texts = ['CPzYAPP.YAAA', ' CP', 'not a string', 'CP\u0000', 7, true].map(
      (value) => gdprConsent(reading(value, { tc_string: path })).tc_string,
    );
    expect(texts).toEqual(['CPzYAPP.YAAA', undefined, undefined, undefined, undefined, undefined]);
  });

  it.each([[['gdpr_applies']], [['ad_user_data']], [['ad_personalization', 'gdpr_applies']]])(
    'of %j alone is left out as a whole, and noted',
    (fields) => {
      const some = reading(true, Object.fromEntries(fields.map((field) => [field, path])));
      expect(gdprConsent(some)).toEqual({});
      expect(some.leftOut).toEqual(['gdpr_privacy_consent']);
    },
  );

  it('sends nothing that is mapped to null', () => {
    expect(gdprConsent(reading('CP', { gdpr_applies: null, tc_string: null }))).toEqual({});
  });
});

describe('what is left out', () => {
  it('is noted where a value was there, and only there', () => {
    const every = { att: path, att_time: path, att_duration: path, att_detail: path };
    const noted = (value: unknown) => {
      const some = reading(value, every);
      trackingConsent(some);
      return some.leftOut;
    };
    expect(noted('maybe')).toEqual(['att', 'att_time', 'att_duration', 'att_detail']);
    expect(noted('notDetermined')).toEqual(['att_time', 'att_duration']);
    expect([undefined, null, ''].map(noted)).toEqual([[], [], []]);
  });
});
