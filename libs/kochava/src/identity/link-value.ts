import { plainNumber } from '../payload/plain-number.ts';
import { flatValue } from '../payload/event-data.ts';

/** Characters (code points) of a link's value. Kochava publishes no limit; Amplitude's values have up to 1,024. */
export const maxLinkValueLength = 256;

/** A property's value as IdentityLink takes it. */
export interface LinkValue {
  readonly text: string;
  /** It was longer and has been cut. */
  readonly truncated: boolean;
}

/**
 * A user property as text: numbers in plain digits, objects and lists as JSON. Undefined = nothing to link: null, an
 * empty text, object or list. Broken Unicode is replaced and NUL taken out, so that the text is the same wherever it
 * is stored and compared.
 */
export function linkValue(value: unknown): LinkValue | undefined {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return undefined;
  const flat = flatValue(value);
  if (flat === undefined) return undefined;
  const text = (typeof flat === 'number' ? plainNumber(flat) : String(flat)).toWellFormed().replaceAll('\0', '');
  return text === '' ? undefined : cut(text);
}

function cut(text: string): LinkValue {
  if (text.length <= maxLinkValueLength) return { text, truncated: false };
  const characters = [...text.slice(0, 2 * maxLinkValueLength + 1)];
  if (characters.length <= maxLinkValueLength) return { text, truncated: false };
  return { text: characters.slice(0, maxLinkValueLength).join(''), truncated: true };
}
