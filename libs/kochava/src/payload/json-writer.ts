import { plainNumber } from './plain-number.ts';

/**
 * JSON as PHP's `json_encode` writes it, because Kochava may decode and encode a body again before it checks the
 * signature: compact, ASCII, `/` as `\/`, every UTF-16 unit from U+0080 up as `\uxxxx` in lower-case hex, control
 * characters as `\b \f \n \r \t` or `\u00xx`, DEL as it is.
 *
 * What would not survive that round is never written: a field without a value (undefined, NaN, an infinity, a function)
 * and an empty object are left out, since PHP makes `[]` of `{}`; numbers have no exponent; a lone surrogate, which PHP
 * refuses, becomes U+FFFD.
 */
export function writeJson(value: unknown): string {
  return written(value) ?? withoutValue(value);
}

function written(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isFinite(value) ? plainNumber(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? list(value) : fields(value as Record<string, unknown>);
    default:
      return undefined;
  }
}

function fields(object: Record<string, unknown>): string | undefined {
  let text = '';
  for (const name of Object.keys(object)) {
    const value = written(object[name]);
    if (value !== undefined) text += `${text === '' ? '{' : ','}${quoted(name)}:${value}`;
  }
  return text === '' ? undefined : `${text}}`;
}

/** A place in a list cannot be left out without moving its neighbours. */
function list(values: readonly unknown[]): string {
  return `[${values.map(writeJson).join(',')}]`;
}

/** What PHP writes for an empty array, which an empty object is to it; `null` for what is no JSON at all. */
function withoutValue(value: unknown): string {
  return typeof value === 'object' ? '[]' : 'null';
}

/** What cannot stand in a JSON text as it is, by PHP's rules. */
const toEscape = /["\\/\u0000-\u001f\u0080-\uffff]/;
const beyondAscii = /[\u0080-\uffff]/g;

function quoted(text: string): string {
  if (!toEscape.test(text)) return `"${text}"`;
  const json = JSON.stringify(text.toWellFormed()).replaceAll('/', '\\/');
  return json.replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
