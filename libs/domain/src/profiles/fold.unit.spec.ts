import fc from 'fast-check';
import { fold, noProperties, profileLimits, type Properties } from './index.ts';

const plain = (properties: Properties): unknown => JSON.parse(JSON.stringify(properties));
const folded = (before: object, ...updates: unknown[]): unknown =>
  plain(updates.reduce<Properties>((properties, update) => fold(properties, update), before as Properties));

describe('fold', () => {
  it.each<[string, object, unknown, object]>([
    ['a plain map is an implicit $set', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['$set replaces', { a: 1 }, { $set: { a: 'x' } }, { a: 'x' }],
    ['$setOnce does not', { a: 1 }, { $setOnce: { a: 2, b: 2 } }, { a: 1, b: 2 }],
    ['$unset takes away', { a: 1, b: 2 }, { $unset: { a: '-', c: '-' } }, { b: 2 }],
    ['$clearAll takes all away', { a: 1, b: 2 }, { $clearAll: '-' }, {}],
    ['$add counts from nothing', {}, { $add: { n: 2.5 } }, { n: 2.5 }],
    ['$add adds', { n: 2 }, { $add: { n: -5 } }, { n: -3 }],
    ['$add leaves what is no number', { n: 'two' }, { $add: { n: 1 } }, { n: 'two' }],
    ['$add takes numbers only', { n: 2 }, { $add: { n: '1' } }, { n: 2 }],
    ['$append to nothing', {}, { $append: { l: 'x' } }, { l: ['x'] }],
    ['$append makes a list of a single value', { l: 'x' }, { $append: { l: ['y', 'z'] } }, { l: ['x', 'y', 'z'] }],
    ['$prepend keeps the order given', { l: ['x'] }, { $prepend: { l: ['y', 'z'] } }, { l: ['y', 'z', 'x'] }],
    [
      '$preInsert inserts what is new',
      { l: ['x'] },
      { $preInsert: { l: ['y', 'x', 'z', 'y'] } },
      { l: ['y', 'z', 'x'] },
    ],
    [
      '$postInsert inserts what is new',
      { l: ['x'] },
      { $postInsert: { l: ['y', 'x', 'z', 'y'] } },
      { l: ['x', 'y', 'z'] },
    ],
    ['$postInsert compares whole values', { l: [{ a: [1] }] }, { $postInsert: { l: { a: [1] } } }, { l: [{ a: [1] }] }],
    ['$remove removes all occurrences', { l: ['x', 'y', 'x'] }, { $remove: { l: 'x' } }, { l: ['y'] }],
    ['$remove takes several', { l: [1, 2, 3, 2] }, { $remove: { l: [2, 3] } }, { l: [1] }],
    ['$remove of what is not there', { l: 'x' }, { $remove: { l: 'y', m: 'z' } }, { l: 'x' }],
    ['null takes away', { a: 1, b: 1 }, { a: null, $set: { b: null } }, {}],
    ['operators have the last word over plain names', { a: 1 }, { a: 2, b: 2, $set: { a: 3 } }, { a: 3, b: 2 }],
    ['the server orders, not the request', { a: 1 }, { $add: { a: 1 }, $set: { a: 10 }, $clearAll: '-' }, { a: 11 }],
    ['a $setOnce after an $unset sets', { a: 1 }, { $setOnce: { a: 2 }, $unset: { a: '-' } }, { a: 2 }],
    ['an operator of a wrong form', { a: 1 }, { $set: 'x', $unset: ['a'], $append: null }, { a: 1 }],
    ['user_properties of a wrong form', { a: 1 }, ['x'], { a: 1 }],
  ])('%s', (_rule, before, update, after) => {
    expect(folded(before, update)).toEqual(after);
  });

  it.each([
    [
      { a: 1, l: ['x', { b: 2 }] },
      { a: 1, l: ['x', { b: 2 }] },
    ],
    [{ a: 1 }, { $setOnce: { a: 5 } }],
    [{ a: 1 }, { $clearAll: '-', $set: { a: 1 } }],
    [{ l: ['x'] }, { $postInsert: { l: 'x' }, $remove: { l: 'y' } }],
    [{}, undefined],
  ])('gives the very same object when nothing changes: %j, %j', (before, update) => {
    expect(fold(before, update)).toBe(before);
  });

  it('never changes what it is given', () => {
    const before = Object.freeze({ a: 1, l: Object.freeze(['x']) });
    expect(folded(before, { $append: { l: 'y' }, $unset: { a: '-' }, c: 3 })).toEqual({ l: ['x', 'y'], c: 3 });
  });

  it('takes any name, those of Object.prototype included', () => {
    const update = JSON.parse(
      '{"$set":{"__proto__":{"admin":true},"constructor":"c"},"$add":{"toString":1}}',
    ) as unknown;
    const after = fold(noProperties, update);
    expect(Object.keys(after).sort()).toEqual(['__proto__', 'constructor', 'toString']);
    expect(JSON.stringify(after)).toBe('{"__proto__":{"admin":true},"constructor":"c","toString":1}');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    const again = fold(
      JSON.parse(JSON.stringify(after)) as Properties,
      JSON.parse('{"$unset":{"__proto__":"-"},"x":1}'),
    );
    expect(Object.keys(again).sort()).toEqual(['constructor', 'toString', 'x']);
    expect(fold({}, { $setOnce: { constructor: 1 } })['constructor']).toBe(1);
  });

  it('takes inherited names for no operators', () => {
    expect(fold(noProperties, Object.create({ $set: { a: 1 } }) as object)).toBe(noProperties);
  });
});

describe('limits', () => {
  it('cuts strings, inside lists too, and never a character in two', () => {
    const after = fold(noProperties, { s: 'x'.repeat(5000), l: ['y'.repeat(5000)], e: 'x'.repeat(1023) + '😀' });
    expect(after['s']).toBe('x'.repeat(profileLimits.string));
    expect(after['l']).toEqual(['y'.repeat(profileLimits.string)]);
    expect(after['e']).toBe('x'.repeat(1023));
    expect(fold(after, { s: 'x'.repeat(2000) })).toBe(after);
  });

  it('lets a list grow to 10,000 characters and no further', () => {
    let properties: Properties = noProperties;
    for (let n = 0; n < 2000; n += 1) properties = fold(properties, { $append: { l: `item ${n}` } });
    const size = JSON.stringify(properties['l']).length;
    expect(size).toBeLessThanOrEqual(profileLimits.value);
    expect(size).toBeGreaterThan(profileLimits.value - 20);
  });

  it('keeps 1,024 names; those that are there can still change', () => {
    const many = Object.fromEntries(Array.from({ length: 1100 }, (_, n) => [`p${n}`, n]));
    const full = fold(noProperties, many);
    expect(Object.keys(full)).toHaveLength(profileLimits.names);
    expect(fold(full, { another: 1 })).toBe(full);
    expect(fold(full, { p0: 'new' })['p0']).toBe('new');
  });

  it('stores nothing deeper than 40 levels, however deep it comes', () => {
    const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(Object.keys(fold(noProperties, { a: deep(40), b: deep(41), c: deep(200_000) }))).toEqual(['a']);
  });

  it('refuses what would make the profile too large, and always lets it shrink', () => {
    const big = fold(
      noProperties,
      Object.fromEntries(Array.from({ length: 120 }, (_, n) => [`p${n}`, 'x'.repeat(1024)])),
    );
    const more = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`q${n}`, 'x'.repeat(1024)]));
    expect(fold(big, more)).toBe(big);
    expect(Object.keys(fold(big, { $unset: { p0: '-' } }))).toHaveLength(119);
  });
});

/** Written from the table of operators alone, slow and plain: JSON text for equality, a Map for the properties. */
function naive(before: Record<string, unknown>, update: Record<string, any>): Record<string, unknown> {
  const now = new Map<string, any>(Object.entries(before));
  const text = (value: unknown): string => JSON.stringify(value);
  const names = (operator: string): [string, any][] => Object.entries((update[operator] ?? {}) as object);
  const list = (value: any): any[] => (value === undefined ? [] : Array.isArray(value) ? [...value] : [value]);
  if ('$clearAll' in update) now.clear();
  names('$unset').forEach(([name]) => now.delete(name));
  Object.entries(update).forEach(([name, value]) => void (name.startsWith('$') || now.set(name, value)));
  names('$set').forEach(([name, value]) => now.set(name, value));
  names('$setOnce').forEach(([name, value]) => void (now.has(name) || now.set(name, value)));
  names('$add').forEach(([name, value]) => {
    if (!now.has(name)) now.set(name, value);
    else if (typeof now.get(name) === 'number') now.set(name, now.get(name) + value);
  });
  names('$append').forEach(([name, value]) => now.set(name, list(now.get(name)).concat(list(value))));
  names('$prepend').forEach(([name, value]) => now.set(name, list(value).concat(list(now.get(name)))));
  for (const [operator, atEnd] of [
    ['$preInsert', false],
    ['$postInsert', true],
  ] as const) {
    names(operator).forEach(([name, value]) => {
      const fresh: any[] = [];
      for (const item of list(value)) {
        if (![...list(now.get(name)), ...fresh].map(text).includes(text(item))) fresh.push(item);
      }
      if (fresh.length > 0)
        now.set(name, atEnd ? [...list(now.get(name)), ...fresh] : [...fresh, ...list(now.get(name))]);
    });
  }
  names('$remove').forEach(([name, value]) => {
    const rest = list(now.get(name)).filter((item) => !list(value).map(text).includes(text(item)));
    if (rest.length < list(now.get(name)).length) now.set(name, rest);
  });
  return Object.fromEntries(now);
}

const name = fc.constantFrom('a', 'b', 'c', 'constructor');
const scalar = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('x', 'y', ''), fc.boolean());
const value = fc.oneof(
  { weight: 3, arbitrary: scalar },
  fc.array(scalar, { minLength: 1, maxLength: 3 }),
  fc.record({ k: scalar }),
);
const operand = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });
const numbers = fc.dictionary(name, fc.integer({ min: -9, max: 9 }), { maxKeys: 3, noNullPrototype: true });
const update = fc
  .tuple(
    fc.record(
      {
        $clearAll: fc.constant('-'),
        $unset: operand,
        $set: operand,
        $setOnce: operand,
        $add: numbers,
        $append: operand,
        $prepend: operand,
        $preInsert: operand,
        $postInsert: operand,
        $remove: operand,
      },
      { requiredKeys: [] },
    ),
    operand,
  )
  .map(([operators, names]) => ({ ...names, ...operators }) as Record<string, unknown>);

describe('fold, against a naive reference', () => {
  it('agrees on every sequence of updates', () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 8 }), (updates) => {
        const expected = updates.reduce((properties, each) => naive(properties, each), {} as Record<string, unknown>);
        expect(folded({}, ...updates)).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same whether profiles are kept in memory or stored as JSON in between', () => {
    fc.assert(
      fc.property(fc.array(update, { maxLength: 6 }), (updates) => {
        const stored = updates.reduce<Properties>(
          (properties, each) => plain(fold(properties, each)) as Properties,
          {},
        );
        expect(folded({}, ...updates)).toEqual(stored);
      }),
    );
  });
});
