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

/**
 * The whole text fits the pattern, in which `*` stands for any characters, or none; upper and lower case are the same, and
 * numbers and flags count as their text. The time it takes grows with the text and the pattern, never faster.
 */
export function isLike(actual: unknown, pattern: FilterValue): boolean {
  return isScalar(actual) && fits(String(actual).toLowerCase(), String(pattern).toLowerCase().split('*'));
}

/** The pieces in their order, the first one at the beginning, the last one at the end. */
function fits(text: string, [first = '', ...between]: readonly string[]): boolean {
  const last = between.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of between) {
    const at = text.indexOf(piece, from);
    if (at === -1) return false;
    from = at + piece.length;
  }
  return from + last.length <= text.length && text.endsWith(last);
}

/** Negative, 0 or positive as `actual` is smaller, equal or greater; NaN when one of the two is no number. */
export function compared(actual: unknown, wanted: FilterValue): number {
  const left = numberOf(actual);
  const right = numberOf(wanted);
  // Not the difference: that of two very large numbers has no size.
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** Whether the four sizes can compare with it. */
export function isNumeric(value: FilterValue): boolean {
  return !Number.isNaN(numberOf(value));
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && decimal.test(value) ? Number(value) : Number.NaN;
}

function isScalar(value: unknown): value is FilterValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
