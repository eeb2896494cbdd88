import { mergePatchOf } from './merge-patch-of.ts';

describe('mergePatchOf', () => {
  it.each([
    ['nothing', { a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }, undefined],
    ['the fields that differ', { a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 2, d: 4 } }, { b: { d: 4 } }],
    ['null for what is gone', { rename: { a: 'x', b: 'y' } }, { rename: { b: 'y' } }, { rename: { a: null } }],
    ['whole lists', { events: ['a', 'b'] }, { events: ['b'] }, { events: ['b'] }],
    ['new objects', {}, { hold: { days: 1 } }, { hold: { days: 1 } }],
    ['a value that becomes null', { currency: 'USD' }, { currency: null }, { currency: null }],
  ])('says %s', (_, before, after, patch) => {
    expect(mergePatchOf(before, after)).toEqual(patch);
  });
});
