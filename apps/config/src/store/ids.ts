import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id that fits a NATS subject token: `<prefix>_` and 80 random bits. */
export function newId(prefix: 'pr' | 'sy' | 'pe' | 'rp' | 'dl'): string {
  return `${prefix}_${[...randomBytes(16)].map((byte) => alphabet[byte & 31]).join('')}`;
}
