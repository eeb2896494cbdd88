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
        const value = linkValue(given, 'allow') ?? { text: '', truncated: false };
        if ('refused' in value) throw new Error('it was allowed');
        expect(whole.startsWith(value.text)).toBe(true);
        expect(value.text.isWellFormed()).toBe(true);
        expect([...value.text].length).toBe(Math.min([...whole].length, 256));
        expect(value.truncated).toBe(value.text !== whole);
      }),
    );
  });
});

describe('a value that looks like an e-mail address', () => {
  const address = 'Ann.Lee+app@Mail.example.com';
  const sha256 = 'cb90e7e1fb139b38be75313f8299e80314cc0fcb100ceb20e30d8930f2d2eaab';
  const looksLike: unknown[] = [
    address,
    `  ${address}\n`,
    `mailto:${address}`,
    `Ann <${address}>`,
    'two: a@b.io, c@d.io',
    'ann@例え.テスト',
    'ann＠example.com',
    'ann%40example.com',
    [1, [address]],
    { contact: { mail: address } },
    { [address]: 1 },
    `${'x'.repeat(250)} ${address}`,
    `${'x'.repeat(255)}@example.com`,
  ];
  it.each(looksLike)('%j is refused, unless it is allowed', (value) => {
    expect(linkValue(value)).toEqual({ refused: 'email' });
    expect(linkValue(value, 'refuse')).toEqual({ refused: 'email' });
    expect(linkValue(value, 'allow')).toHaveProperty('text');
  });

  it.each([address, ` ${address.toUpperCase()} \n`, address.replace('@', '%40')])(
    '%j alone is hashed where the sync says so: trimmed, in lower case, hex',
    (value) => expect(linkValue(value, 'sha256')).toEqual({ text: sha256, truncated: false, hashed: true }),
  );

  it.each(looksLike.slice(2, 5).concat(looksLike.slice(8, 12)))('%j is refused rather than hashed', (value) => {
    expect(linkValue(value, 'sha256')).toEqual({ refused: 'email' });
  });

  it.each(['ann@home', '@ann', 'ann @ example.com', '2@1.25', 'a@b.c', 'x@', '@', true, 7, ['@', 'a.b']])(
    '%j is none',
    (value) => {
      expect(linkValue(value)).toHaveProperty('text');
      expect(linkValue(value, 'sha256')).not.toHaveProperty('hashed');
    },
  );

  it('lets none through, whatever stands around it', () => {
    const local = fc.stringMatching(/^[a-z0-9._+-]{1,20}$/);
    const domain = fc.stringMatching(/^[a-z0-9-]{1,12}\.[a-z]{2,6}$/);
    fc.assert(
      fc.property(
        fc.tuple(fc.string(), fc.string()),
        local,
        domain,
        fc.boolean(),
        ([before, after], name, host, listed) => {
          const text = `${before}${name}@${host} ${after}`;
          expect(linkValue(listed ? [before, { text }] : text)).toEqual({ refused: 'email' });
        },
      ),
    );
  });

  it('is looked for in time that grows with the text, whatever is in it', () => {
    for (const hostile of ['@', 'a@a', 'a@.', 'a@a.', '.a', 'a@a.a', '%40', 'a@b.cc']) {
      const text = hostile.repeat(200_000 / hostile.length);
      const began = performance.now();
      linkValue(text, 'sha256');
      expect(performance.now() - began).toBeLessThan(1_000);
    }
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
