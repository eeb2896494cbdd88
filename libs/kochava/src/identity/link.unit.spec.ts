import fc from 'fast-check';
import { linkBody, NothingToLink } from './link-body.ts';
import { linkValue } from './link-value.ts';

describe('linkValue', () => {
  const texts: [unknown, string][] = [
    ['pro', 'pro'],
    [' pro ', ' pro '],
    [0, '0'],
    [-0.5, '-0.5'],
    [1e21, '1000000000000000000000'],
    [true, 'true'],
    [false, 'false'],
    [['a', { b: null }], '["a",{"b":null}]'],
    [{ a: 1 }, '{"a":1}'],
    ['half \ud83d', 'half \ufffd'],
    ['a\u0000b', 'ab'],
  ];
  it.each(texts)('%j is the text %j', (value, text) => expect(linkValue(value)).toEqual({ text, truncated: false }));

  it.each([null, undefined, '', '\u0000', [], {}, Number.NaN, Number.POSITIVE_INFINITY, () => 1])(
    '%p is nothing to link',
    (value) => expect(linkValue(value)).toBeUndefined(),
  );

  it('cuts after 256 characters, and says so', () => {
    expect(linkValue('x'.repeat(256))).toEqual({ text: 'x'.repeat(256), truncated: false });
    expect(linkValue('x'.repeat(257))).toEqual({ text: 'x'.repeat(256), truncated: true });
    expect(linkValue('😀'.repeat(256))).toEqual({ text: '😀'.repeat(256), truncated: false });
    expect(linkValue('😀'.repeat(300))).toEqual({ text: '😀'.repeat(256), truncated: true });
  });

  it('is a prefix of the text, whole, never longer than 256 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 600, size: 'max' }), (given) => {
        const whole = given.toWellFormed().replaceAll('\0', '');
        const value = linkValue(given) ?? { text: '', truncated: false };
        expect(whole.startsWith(value.text)).toBe(true);
        expect(value.text.isWellFormed()).toBe(true);
        expect([...value.text].length).toBe(Math.min([...whole].length, 256));
        expect(value.truncated).toBe(value.text !== whole);
      }),
    );
  });
});

describe('linkBody', () => {
  const ids = { android_id: '9774d56d682e549c', idfa: 'A6334005-9019-46BB-9659-74FD0BD33585' };

  it('is the documented form, ids in a fixed order, names as given', () => {
    expect(linkBody({ appGuid: 'ko-demo/1', ids, properties: { größe: 'XL/42', plan: 'pro' } })).toBe(
      '{"kochava_app_id":"ko-demo\\/1","device_id":{"idfa":"A6334005-9019-46BB-9659-74FD0BD33585",' +
        '"android_id":"9774d56d682e549c"},"data":{"gr\\u00f6\\u00dfe":"XL\\/42","plan":"pro"}}',
    );
  });

  it('leaves out zero ids, empty names and empty values', () => {
    const body = linkBody({
      appGuid: 'kodemo',
      ids: { idfa: '00000000-0000-0000-0000-000000000000', idfv: 'v-1' },
      properties: { '': 'x', empty: '', plan: 'pro' },
    });
    expect(JSON.parse(body)).toEqual({ kochava_app_id: 'kodemo', device_id: { idfv: 'v-1' }, data: { plan: 'pro' } });
  });

  it('refuses to be a call that links nothing', () => {
    expect(() => linkBody({ appGuid: 'kodemo', ids: {}, properties: { plan: 'pro' } })).toThrow(NothingToLink);
    expect(() => linkBody({ appGuid: 'kodemo', ids, properties: { plan: '' } })).toThrow(NothingToLink);
  });
});
