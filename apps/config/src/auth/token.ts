import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new token: a prefix and a checksum for secret scanners around 256 random bits. Shown once, only its hash is kept. */
export function mintToken(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), 43);
  return `ks_live_${secret}${base62(BigInt(crc32(secret)), 6)}`;
}

/** What is stored of a token: 256 random bits need no slow hash. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Whether it can be a token at all; saves the database a look. */
export function looksLikeToken(text: string): boolean {
  const match = /^ks_live_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/.exec(text);
  return match !== null && base62(BigInt(crc32(match[1] as string)), 6) === match[2];
}

function base62(value: bigint, width: number): string {
  let rest = value;
  let text = '';
  for (; rest > 0n; rest /= 62n) text = alphabet[Number(rest % 62n)] + text;
  return text.padStart(width, '0');
}
