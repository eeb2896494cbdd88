/** What a body of JSON would make of memory once it is parsed. */
export type JsonWeight = 'fits' | 'too-deep' | 'too-many-values';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
/** With bit 5 cleared `{` and `[`, `}` and `]` are alike. */
const opening = 0x5b;
const closing = 0x5d;

/**
 * Counts nesting and values in one pass over the bytes, before anything is allocated for them: a body of brackets
 * alone costs a hundred times its size when parsed. Does not check that it is JSON.
 */
export function weighJson(bytes: Uint8Array, allowed: { depth: number; values: number }): JsonWeight {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = endOfText(bytes, at + 1);
    else if (byte === comma) values += 1;
    else if ((byte & 0xdf) === opening) {
      depth += 1;
      values += 1;
      if (depth > allowed.depth) return 'too-deep';
    } else if ((byte & 0xdf) === closing) depth -= 1;
    if (values > allowed.values) return 'too-many-values';
  }
  return 'fits';
}

/** The index of the quote that ends a text, or the end of the bytes. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
