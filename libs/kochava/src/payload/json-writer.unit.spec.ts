import fc from 'fast-check';
import { writeJson } from './json-writer.ts';
import { plainNumber } from './plain-number.ts';

/** Left: a value. Right: what PHP 8.2's json_encode makes of it. */
const asPhp: [string, unknown, string][] = [
  ['a slash', 'a/b', '"a\\/b"'],
  ['a quote and a backslash', 'a"b\\c', '"a\\"b\\\\c"'],
  ['the short escapes', '\b\f\n\r\t', '"\\b\\f\\n\\r\\t"'],
  ['other control characters', '\u0000\u000b\u001f', '"\\u0000\\u000b\\u001f"'],
  ['DEL', '\u007f', '"\u007f"'],
  ['the first beyond ASCII', '\u0080', '"\\u0080"'],
  ['lower-case hex', 'Ëÿ', '"\\u00cb\\u00ff"'],
  ['line separators', '\u2028\u2029', '"\\u2028\\u2029"'],
  ['an emoji as two units', '😀', '"\\ud83d\\ude00"'],
  ['what HTML would escape', "<>&'", '"<>&\'"'],
  ['a fraction', 0.1, '0.1'],
  ['a whole number', 12, '12'],
  ['a whole number that was a fraction', 12.0, '12'],
  ['the largest safe number', 9007199254740991, '9007199254740991'],
  ['the smallest fraction without an exponent', 0.0001, '0.0001'],
  ['flags and null', [true, false, null], '[true,false,null]'],
  ['an empty list', [], '[]'],
  ['an escaped name', { 'a/é': 1 }, '{"a\\/\\u00e9":1}'],
];

/** What PHP could not give back as it came. */
const ours: [string, unknown, string][] = [
  ['negative zero', -0, '0'],
  ['a large exponent', 1.5e22, '15000000000000000000000'],
  ['a small exponent', -1.5e-7, '-0.00000015'],
  ['a lone high surrogate', 'x\ud83d', '"x\\ufffd"'],
  ['a lone low surrogate in a name', { 'x\ude00': 1 }, '{"x\\ufffd":1}'],
  ['fields without a value', { a: undefined, b: Number.NaN, c: Infinity, d: () => 1, e: 1 }, '{"e":1}'],
  ['an empty object', { a: {}, b: { c: { d: {} } }, e: 1 }, '{"e":1}'],
  ['an empty object in a list', [{}, { a: {} }, 1], '[[],[],1]'],
  ['no number in a list', [Number.NaN, undefined, 1], '[null,null,1]'],
  ['nothing but emptiness', {}, '[]'],
];

describe('writeJson', () => {
  it.each(asPhp)('writes %s as PHP does', (_what, value, bytes) => expect(writeJson(value)).toBe(bytes));
  it.each(ours)('writes %s so that PHP keeps it', (_what, value, bytes) => expect(writeJson(value)).toBe(bytes));

  it('writes a property called __proto__', () => {
    expect(writeJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });

  it('writes ASCII that reads back as what was written, the same every time', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ stringUnit: 'binary' })), (value) => {
        const text = writeJson(value);
        const readBack: unknown = JSON.parse(text);
        expect(text).toMatch(/^[\x20-\x7f]*$/);
        expect(readBack).toEqual(surviving(value) ?? []);
        expect(writeJson(readBack)).toBe(text);
      }),
    );
  });

  it('writes every half of a pair as the replacement character', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        expect(JSON.parse(writeJson(text))).toBe(text.toWellFormed());
      }),
    );
  });
});

describe('plainNumber', () => {
  it('has digits, no exponent, no needless zero, and reads back the same', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainNumber(value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

/** The value without what is never written: empty objects, also those that become empty; undefined = nothing is left. */
function surviving(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item: unknown) => (item === null ? null : (surviving(item) ?? [])));
  }
  const entries = Object.entries(value).flatMap(([name, field]) => {
    const kept = surviving(field);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
