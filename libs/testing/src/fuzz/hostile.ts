import fc, { type Arbitrary } from 'fast-check';

/** Inputs are at most this long: what larger ones cost is for their limits to say. */
const mostBytes = 100_000;

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '', '\0', '\ud800'];
const texts = ['', ' ', '\0', '\ud800', '\udc00x', '\ufeff', '💥', 'null', '-1', '__proto__', 'x'.repeat(1_025)];
const times = ['$remote', '2026-13-45 99:99:99', '2026-11-23 12:00:00.123456', '0', '9'.repeat(16)];

/** What JSON can say and programs do not expect. */
export const odd: Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 0.5, 1e308, 2 ** 53, [], {}, [[]]), weight: 3 },
  { arbitrary: fc.constantFrom(...texts, ...times), weight: 3 },
  { arbitrary: fc.constantFrom(...names).map((name) => JSON.parse(`{${JSON.stringify(name)}:{"a":1}}`)), weight: 2 },
  { arbitrary: fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }), weight: 2 },
);

type Change = (value: unknown) => unknown;

/** Values that nearly are what they should be: something in them is another type, renamed, gone, wrapped or repeated. */
export function nearly(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  const change = fc.tuple(fc.nat(1_000), fc.constantFrom(...changes), odd, fc.constantFrom(...names));
  return fc.tuple(valid, fc.array(change, { maxLength: 3 })).map(([value, all]) =>
    all.reduce((so, [at, make, other, name]) => {
      return changedAt(so, at, make(other, name));
    }, value),
  );
}

const changes: readonly ((other: unknown, name: string) => Change)[] = [
  (other) => () => other,
  (other) => () => other,
  () => (value) => [value],
  () => (value) => JSON.stringify(value),
  () => (value) => (typeof value === 'string' ? Number(value) || 7 : `${JSON.stringify(value)}`),
  (_other, name) => (value) => Object.fromEntries([[name, value]]),
  (other, name) => (value) => (isObject(value) ? withName(value, name, other) : other),
  (other) => (value) => (isObject(value) ? withName(value, `${JSON.stringify(other)}`.slice(0, 20), other) : other),
  () => (value) => (Array.isArray(value) ? [...value, ...value] : value),
];

/** Unlike assignment, this makes `__proto__` a name like any other. */
function withName(value: object, name: string, other: unknown): object {
  return Object.fromEntries([...Object.entries(value), [name, other]]);
}

/** The value with the change made at one of its places, counted as they come. */
function changedAt(value: unknown, at: number, change: Change): unknown {
  let left = at % placesIn(value);
  const walk = (each: unknown): unknown => {
    if (left < 0) return each;
    left -= 1;
    if (left < 0) return change(each);
    if (Array.isArray(each)) return each.map(walk);
    return isObject(each) ? Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, walk(inner)])) : each;
  };
  return walk(value);
}

function placesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + placesIn(inner), 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type TextChange = (text: string, at: number) => string;

const textChanges: readonly TextChange[] = [
  (text) => text,
  (text) => text,
  (text, at) => text.slice(0, at),
  (text, at) => text.slice(at),
  (text, at) => inserted(text, at, '"__proto__":{"polluted":1},', '{'),
  (text, at) => inserted(text, at, '"events":[],"api_key":"other",', '{'),
  (text, at) => inserted(text, at, '"user_id":"twice","user_id":{},"time":1e999,', '{'),
  (text, at) => replacedNumber(text, at, '1e999'),
  (text, at) => replacedNumber(text, at, '-0'),
  (text, at) => replacedNumber(text, at, '9'.repeat(400)),
  (text, at) => replacedNumber(text, at, '0.1e-400'),
  (text, at) => inserted(text, at, '['.repeat(900), ':'),
  (text, at) => inserted(text, at, '{"a":'.repeat(5_000), ':'),
  (text, at) => inserted(text, at, `${'['.repeat(300)}${']'.repeat(300)},`, '['),
  (text, at) => inserted(text, at, `"${'\\u0000'.repeat(2_000)}",`, '['),
  (text, at) => text.slice(0, at) + text.slice(at).repeat(50),
  (text, at) => `${text.slice(0, at)}${text.slice(at, at + 30).repeat(1_000)}${text.slice(at)}`,
  (text) => `\ufeff${text}`,
  (text) => ` \n\t${text}\r\n`,
  (text) => `${text}${text}`,
];

function inserted(text: string, at: number, what: string, after: string): string {
  const place = text.indexOf(after, at) + 1;
  return text.slice(0, place) + what + text.slice(place);
}

function replacedNumber(text: string, at: number, number: string): string {
  return text.slice(0, at) + text.slice(at).replace(/(?<=[:[,])-?\d[\d.eE+-]*/, number);
}

/** Texts that nearly are valid: cut, repeated, with names twice, numbers too large, too deep. */
export function nearlyText(valid: Arbitrary<string>): Arbitrary<string> {
  const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...textChanges));
  return fc
    .tuple(valid, fc.array(change, { maxLength: 2 }))
    .map(([text, all]) =>
      all.reduce((so, [share, make]) => make(so, Math.floor(share * so.length)), text).slice(0, mostBytes / 2),
    );
}

/** The same as bytes, some of them another byte than they were: also no UTF-8. */
export function nearlyBytes(valid: Arbitrary<string>): Arbitrary<Buffer> {
  const byte = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255));
  const bytes = fc.array(byte, { maxLength: 3 });
  return fc.tuple(nearlyText(valid), fc.oneof(fc.constant([]), bytes)).map(([text, changed]) => {
    const buffer = Buffer.from(text);
    for (const [share, value] of changed) buffer[Math.floor(share * buffer.length)] = value;
    return buffer.subarray(0, mostBytes);
  });
}
