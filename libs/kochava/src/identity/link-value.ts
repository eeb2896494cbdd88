import { plainNumber } from '../payload/plain-number.ts';
import { flatValue } from '../payload/event-data.ts';
import { emailHash, hasEmail, type EmailPolicy } from './email.ts';

/** Characters (code points) of a link's value. Kochava publishes no limit; Amplitude's values have up to 1,024. */
export const maxLinkValueLength = 256;

/** A property's value as IdentityLink takes it. */
export interface LinkValue {
  readonly text: string;
  /** It was longer and has been cut. */
  readonly truncated: boolean;
  /** It was an e-mail address, and this is its hash. */
  readonly hashed?: true;
}
/** There is a value, and it may not be sent. */
export interface RefusedValue {
  readonly refused: 'email';
}

/**
 * A user property as text: numbers in plain digits, objects and lists as JSON. Undefined = nothing to link: null, an
 * empty text, object or list. Broken Unicode is replaced and NUL taken out, so that the text is the same wherever it
 * is stored and compared.
 *
 * Kochava asks not to be sent e-mail addresses. A value in which there is one, whole, within a text, or anywhere in a list
 * or object, is refused; with `sha256` an address alone is sent as its hash.
 */
export function linkValue(value: unknown, emails: EmailPolicy = 'refuse'): LinkValue | RefusedValue | undefined {
  if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) return undefined;
  const flat = flatValue(value);
  if (flat === undefined) return undefined;
  const text = (typeof flat === 'number' ? plainNumber(flat) : String(flat)).toWellFormed().replaceAll('\0', '');
  if (text === '') return undefined;
  // Before it is cut: of an address that is cut, too much is left.
  return emails !== 'allow' && hasEmail(text) ? withoutEmail(text, emails) : cut(text);
}

function withoutEmail(text: string, emails: EmailPolicy): LinkValue | RefusedValue {
  const hash = emails === 'sha256' ? emailHash(text) : undefined;
  return hash === undefined ? { refused: 'email' } : { text: hash, truncated: false, hashed: true };
}

function cut(text: string): LinkValue {
  if (text.length <= maxLinkValueLength) return { text, truncated: false };
  const characters = [...text.slice(0, 2 * maxLinkValueLength + 1)];
  if (characters.length <= maxLinkValueLength) return { text, truncated: false };
  return { text: characters.slice(0, maxLinkValueLength).join(''), truncated: true };
}
