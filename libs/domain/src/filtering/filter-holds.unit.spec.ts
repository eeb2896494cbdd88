import fc from 'fast-check';
import { filterOperators, type AmplitudeEvent, type Filter } from '@kochava-stream/contracts';
import { filterHolds, type FilterSubject } from './filter-holds.ts';

type Operator = Filter['operator'];
type Value = Filter['values'][number];

const subjectWith = (property: unknown): FilterSubject => ({
  event: { event_type: 'E', time: 1, event_properties: { p: property } },
  userProperties: {},
});
const holds = (property: unknown, operator: Operator, ...values: Value[]) =>
  filterHolds({ on: 'event', property: 'p', operator, values }, subjectWith(property));

/** Property; operator; values; whether it holds. */
const table: [unknown, Operator, Value[], boolean][] = [
  ['pro', 'is', ['pro'], true],
  ['Pro', 'is', ['pro'], false],
  ['pro ', 'is', ['pro'], false],
  ['pro', 'is', ['free', 'pro'], true],
  ['pro', 'is', [], false],
  ['pro', 'is not', ['free', 'pro'], false],
  ['pro', 'is not', ['free'], true],
  ['pro', 'is not', [], true],
  [undefined, 'is', ['pro'], false],
  [undefined, 'is not', ['pro'], true],
  [null, 'is', ['null'], false],
  [null, 'is not', ['pro'], true],
  [10, 'is', [10], true],
  ['10', 'is', [10], true],
  [10, 'is', ['10'], true],
  ['10.0', 'is', [10], true],
  ['10.0', 'is', ['10'], false],
  ['', 'is', [0], false],
  [true, 'is', [true], true],
  [true, 'is', ['true'], true],
  ['true', 'is', [true], true],
  [true, 'is', ['True'], false],
  [true, 'is', [1], false],
  [['a', 'b'], 'is', ['b'], true],
  [['a', 'b'], 'is not', ['b'], false],
  [[], 'is', ['b'], false],
  [{ a: 1 }, 'is', ['[object Object]'], false],
  ['Winter Sale', 'contains', ['sale'], true],
  ['winter sale', 'contains', ['SALE', 'x'], true],
  ['winter', 'contains', ['sale'], false],
  ['winter', 'contains', [''], true],
  [undefined, 'contains', [''], false],
  [2024, 'contains', ['02'], true],
  [['red', 'Green'], 'contains', ['gre'], true],
  [{ a: 'x' }, 'contains', ['x'], false],
  ['winter', 'does not contain', ['sale'], true],
  ['winter sale', 'does not contain', ['x', 'sale'], false],
  [undefined, 'does not contain', ['x'], true],
  [10.5, 'is greater than', [10], true],
  [10, 'is greater than', [10], false],
  ['9', 'is greater than', [10], false],
  ['100', 'is greater than', [20], true],
  ['1e3', 'is greater than', ['999'], true],
  [5, 'is greater than', [10, 3], true],
  [9, 'is less than', [10], true],
  [-1, 'is less than', [0], true],
  [10, 'is at least', [10], true],
  [10, 'is at most', ['10'], true],
  [11, 'is at most', [10], false],
  ['soon', 'is greater than', [0], false],
  ['', 'is at most', [10], false],
  [' ', 'is at most', [10], false],
  ['0x10', 'is at least', [1], false],
  [true, 'is at least', [0], false],
  [undefined, 'is less than', [10], false],
  [null, 'is at most', [10], false],
  [[1, 20], 'is greater than', [10], true],
  ['Winter Sale 2026', 'matches one of', ['winter*'], true],
  ['Winter Sale 2026', 'matches one of', ['*2025', '*sale*'], true],
  ['Winter Sale 2026', 'matches one of', ['w*r s*e 2*6'], true],
  ['Winter Sale 2026', 'matches one of', ['winter'], false],
  ['Winter Sale 2026', 'matches one of', ['winter sale 2026'], true],
  ['aba', 'matches one of', ['ab*ba'], false],
  ['abba', 'matches one of', ['ab*ba'], true],
  ['a.c', 'matches one of', ['a?c', '[a].c', 'a.c+'], false],
  ['', 'matches one of', ['*'], true],
  ['', 'matches one of', [''], true],
  ['x', 'matches one of', ['**'], true],
  ['x', 'matches one of', [], false],
  [2026, 'matches one of', ['20*'], true],
  [true, 'matches one of', ['TRUE'], true],
  [undefined, 'matches one of', ['*'], false],
  [null, 'matches one of', ['*'], false],
  [{ a: 1 }, 'matches one of', ['*'], false],
  [['red', 'Green'], 'matches one of', ['g*n'], true],
  ['x', 'is set', [], true],
  ['', 'is set', [], true],
  [0, 'is set', [], true],
  [false, 'is set', ['ignored'], true],
  [null, 'is set', [], false],
  [undefined, 'is set', [], false],
  [undefined, 'is not set', [], true],
  ['x', 'is not set', [], false],
];

describe('filterHolds', () => {
  it.each(table)('%j %s %j: %j', (property, operator, values, expected) => {
    expect(holds(property, operator, ...values)).toBe(expected);
  });

  it('reads the folded user, not the operations in the event', () => {
    const event: AmplitudeEvent = {
      event_type: 'E',
      time: 1,
      user_properties: { $set: { plan: 'trial' }, plan: 'trial' },
    };
    const filter: Filter = { on: 'user', property: 'plan', operator: 'is', values: ['pro'] };
    expect(filterHolds(filter, { event, userProperties: { plan: 'pro' } })).toBe(true);
    expect(filterHolds(filter, { event, userProperties: {} })).toBe(false);
  });

  it('reads groups, of which an event may have several of a type', () => {
    const event: AmplitudeEvent = { event_type: 'E', time: 1, groups: { company: ['Acme', 'Initech'], team: 'North' } };
    const inGroup = (property: string, value: string) =>
      filterHolds({ on: 'group', property, operator: 'is', values: [value] }, { event, userProperties: {} });
    expect([inGroup('company', 'Initech'), inGroup('team', 'North'), inGroup('team', 'Acme')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('reads the fields of the event as context, and only those that are context', () => {
    const event = {
      event_type: 'E',
      time: 1,
      platform: 'iOS',
      os_version: '17.4',
      event_properties: { platform: 'x' },
    };
    const inContext = (property: string, operator: Operator, ...values: Value[]) =>
      filterHolds({ on: 'context', property, operator, values }, { event, userProperties: { platform: 'y' } });
    expect(inContext('platform', 'is', 'iOS')).toBe(true);
    expect(inContext('platform', 'is', 'x', 'y')).toBe(false);
    expect(inContext('os_version', 'is at least', 17)).toBe(true);
    expect(inContext('country', 'is set')).toBe(false);
    expect(inContext('time', 'is set')).toBe(false);
  });

  it('finds a price in all three places, a nested and a dotted name', () => {
    const above = (property: string, fields: Record<string, unknown>) =>
      filterHolds(
        { on: 'event', property, operator: 'is greater than', values: [10] },
        { event: { event_type: 'E', time: 1, ...fields }, userProperties: {} },
      );
    expect(above('price', { price: 11 })).toBe(true);
    expect(above('price', { event_properties: { $price: 11 } })).toBe(true);
    expect(above('price', { price: 11, event_properties: { price: 9 } })).toBe(false);
    expect(above('cart.total', { event_properties: { cart: { total: 11 } } })).toBe(true);
    expect(above('cart.total', { event_properties: { 'cart.total': 11 } })).toBe(true);
  });

  it('sees nothing built in', () => {
    for (const property of ['constructor', '__proto__', 'toString', 'length']) {
      for (const on of ['event', 'user', 'group', 'context'] as const) {
        const filter: Filter = { on, property, operator: 'is set', values: [] };
        expect(filterHolds(filter, subjectWith(1))).toBe(false);
      }
    }
  });
});

describe('the laws of filters', () => {
  const value = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.integer(), fc.boolean());
  const property = fc.oneof(
    value,
    fc.constant(null),
    fc.constant(undefined),
    fc.array(value, { maxLength: 4 }),
    fc.jsonValue(),
  );
  const values = fc.array(value, { maxLength: 4 });
  const anyValue = fc.constantFrom<Operator>(
    'is',
    'contains',
    'is greater than',
    'is less than',
    'is at least',
    'is at most',
    'matches one of',
  );

  it('a `not` form holds exactly when its opposite does not', () => {
    const opposites = fc.constantFrom<[Operator, Operator]>(
      ['is', 'is not'],
      ['contains', 'does not contain'],
      ['is set', 'is not set'],
    );
    fc.assert(
      fc.property(property, values, opposites, (of, wanted, [one, other]) => {
        expect(holds(of, one, ...wanted)).toBe(!holds(of, other, ...wanted));
      }),
    );
  });

  it('several values are one or the other', () => {
    fc.assert(
      fc.property(property, values, anyValue, (of, wanted, operator) => {
        expect(holds(of, operator, ...wanted)).toBe(wanted.some((one) => holds(of, operator, one)));
      }),
    );
  });

  it('a list is one element or the other', () => {
    fc.assert(
      fc.property(fc.array(value), values, anyValue, (list, wanted, operator) => {
        expect(holds(list, operator, ...wanted)).toBe(list.some((element) => holds(element, operator, ...wanted)));
      }),
    );
  });

  it('a missing property fits only the `not` forms', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, undefined),
        values,
        fc.constantFrom(...filterOperators),
        (missing, wanted, operator) => {
          expect(holds(missing, operator, ...wanted)).toBe(operator.includes('not'));
        },
      ),
    );
  });

  it('numbers are ordered, also as text on either side', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const form = fc.boolean();
    fc.assert(
      fc.property(number, number, form, form, (left, right, leftAsText, rightAsText) => {
        const test = (operator: Operator) =>
          holds(leftAsText ? String(left) : left, operator, rightAsText ? String(right) : right);
        expect(test('is greater than')).toBe(left > right);
        expect(test('is less than')).toBe(left < right);
        expect(test('is at least')).toBe(left >= right);
        expect(test('is at most')).toBe(left <= right);
      }),
    );
  });

  it('a pattern is as its regular expression, in a time that grows with the text alone', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 12 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 20 });
    fc.assert(
      fc.property(text, letters, (of, pattern) => {
        const expression = pattern
          .split('*')
          .map((piece) => piece.replaceAll('.', '\\.'))
          .join('.*');
        expect(holds(of, 'matches one of', pattern)).toBe(new RegExp(`^${expression}$`).test(of));
      }),
      { numRuns: 2_000 },
    );
    expect(holds('a'.repeat(100_000), 'matches one of', `${'a*'.repeat(500)}b`)).toBe(false);
  });

  it('what is the same is contained, and neither greater nor less', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect([holds(one, 'is', one), holds(one, 'contains', one)]).toEqual([true, true]);
        expect([holds(one, 'is greater than', one), holds(one, 'is less than', one)]).toEqual([false, false]);
      }),
    );
  });
});
