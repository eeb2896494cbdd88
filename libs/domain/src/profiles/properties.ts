/**
 * User properties by name, JSON values. A name may be anything a client sends, `__proto__` included: read with `own`,
 * write only into objects without a prototype.
 */
export type Properties = Readonly<Record<string, unknown>>;

export const noProperties: Properties = Object.freeze({ __proto__: null });

/** The value of a property of the object itself; undefined where there is none. */
export function own(properties: Properties, name: string): unknown {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** A JSON object, neither null nor a list. */
export function isMap(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are equal; the order of an object's names does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  return isMap(a) && isMap(b) && sameMap(a, b);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
}

function sameMap(a: Properties, b: Properties): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]));
}
