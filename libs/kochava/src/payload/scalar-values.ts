import { plainNumber } from './plain-number.ts';

/** A string with something in it, as it is, or a number in plain digits; else undefined. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? plainNumber(value) : undefined;
}

/** True or false, in the forms that properties have: a boolean, its name, or 1 and 0 as number or text. */
export function flagOf(value: unknown): boolean | undefined {
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case 'true':
    case '1':
      return true;
    case false:
    case 0:
    case 'false':
    case '0':
      return false;
    default:
      return undefined;
  }
}

/** A whole number from 0, fractions cut off; also from its digits as text. */
export function wholeNumberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= Number.MAX_SAFE_INTEGER
    ? Math.trunc(number)
    : undefined;
}
