/** A value that a filter compares with. */
export type FilterValue = string | number | boolean;

/** Exactly the same: text by its case, numbers by their size also when one side is text, flags also by their names. */
export function isSame(actual: unknown, wanted: FilterValue): boolean {
  if (typeof actual === typeof wanted) return actual === wanted;
  if (typeof actual === 'number' || typeof wanted === 'number') return compared(actual, wanted) === 0;
  return isScalar(actual) && String(actual) === String(wanted);
}

/** A part of the text, upper and lower case being the same; numbers and flags count as their text. */
export function isPartOf(actual: unknown, wanted: FilterValue): boolean {
  return isScalar(actual) && String(actual).toLowerCase().includes(String(wanted).toLowerCase());
}

/** Negative, 0 or positive as `actual` is smaller, equal or greater; NaN when one of the two is no number. */
export function compared(actual: unknown, wanted: FilterValue): number {
  const left = numberOf(actual);
  const right = numberOf(wanted);
  // Not the difference: that of two very large numbers has no size.
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && decimal.test(value) ? Number(value) : Number.NaN;
}

function isScalar(value: unknown): value is FilterValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
