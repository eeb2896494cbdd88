import { reservedEventKeys, standardEventKeys, standardEventNames, standardNameFor } from './standards.ts';

describe("Kochava's standards", () => {
  it('are listed once each, and nothing reserved among them', () => {
    expect(standardEventNames).toHaveLength(19);
    expect(new Set(standardEventNames).size).toBe(19);
    const names = standardEventKeys.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => reservedEventKeys.has(name))).toEqual([]);
    expect(reservedEventKeys.size).toBe(11);
  });

  it.each([
    ['Purchase', 'Purchase'],
    ['purchase', 'Purchase'],
    ['Order Completed', 'Purchase'],
    ['add_to_wishlist', 'Add to Wish List'],
    ['Product Added', 'Add to Cart'],
    ['deeplink', '_Deeplink'],
    ['Song Played', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('%j means %j', (given, meant) => expect(standardNameFor(given)).toBe(meant));
});
