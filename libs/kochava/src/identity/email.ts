import { createHash } from 'node:crypto';

/** What a sync has done with a value that looks like an e-mail address. */
export type EmailPolicy = 'refuse' | 'sha256' | 'allow';

/** One character, an @, and a name with a dot whose last part begins with a letter: never looked at more than once a piece. */
const within = /[^\s@]@[^\s@]+\.\p{L}[\p{L}\p{M}\p{N}-]+/u;
const alone = /^[^\s@"'<>()[\]{},:;\\/]+@[^\s@"'<>()[\]{},:;\\/]+\.\p{L}[\p{L}\p{M}\p{N}-]+$/u;

/** Is there something in it that looks like an e-mail address? Also with a full-width or a percent-encoded @. */
export function hasEmail(text: string): boolean {
  return within.test(plain(text));
}

/**
 * SHA-256 of the address as everybody hashes it: without spaces around it, in lower case, as hex. Undefined = the text is
 * not an address alone: the hash of anything else would match nothing.
 */
export function emailHash(text: string): string | undefined {
  const address = plain(text).trim().toLowerCase();
  if (!alone.test(address)) return undefined;
  return createHash('sha256').update(address, 'utf8').digest('hex');
}

function plain(text: string): string {
  return text.normalize('NFKC').replaceAll('%40', '@');
}
