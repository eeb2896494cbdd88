import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type SyncSecrets } from '@kochava-stream/contracts';

/** A sync's key and secret at Kochava, in plain text: only ever in this process's memory. */
export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Key encryption keys by their id: several can be read, so that they can be changed without a stop. */
export type KeyRing = Pick<ReadonlyMap<string, Buffer>, 'get'>;

/** SECRETS_KEK or SECRETS_KEK_FILE does not hold keys. Never says what it holds instead. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/** A sealed secret cannot be opened: the reason, never the content. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable';
}

export interface KeysFrom {
  SECRETS_KEK: string;
  SECRETS_KEK_FILE: string;
}

/**
 * The keys, of which a file is read again when one is asked for that was not there: a mounted secret changes under the
 * service. A file that does not hold keys any more changes nothing.
 * @throws KeyRingError when it is opened, not later
 */
export function openKeyRing(from: KeysFrom): KeyRing {
  let keys = readKeyRing(from);
  const readAgain = (): void => {
    try {
      keys = readKeyRing(from);
    } catch (error) {
      if (!(error instanceof KeyRingError)) throw error;
    }
  };
  return {
    get: (kid) => {
      if (!keys.has(kid) && from.SECRETS_KEK_FILE !== '') readAgain();
      return keys.get(kid);
    },
  };
}

/**
 * Reads `kid:base64` pairs of 32-byte keys, separated by commas or line ends; the file wins over the variable.
 * @throws KeyRingError
 */
export function readKeyRing(from: KeysFrom): ReadonlyMap<string, Buffer> {
  const text = from.SECRETS_KEK_FILE === '' ? from.SECRETS_KEK : readKeys(from.SECRETS_KEK_FILE);
  const ring = new Map<string, Buffer>();
  for (const pair of text.split(/[,\n]/).map((part) => part.trim())) {
    if (pair === '') continue;
    const colon = pair.indexOf(':');
    const key = Buffer.from(pair.slice(colon + 1), 'base64');
    if (colon < 1 || key.length !== keyBytes) throw new KeyRingError('SECRETS_KEK: each key is kid:base64 of 32 bytes');
    ring.set(pair.slice(0, colon), key);
  }
  return ring;
}

function readKeys(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KeyRingError('SECRETS_KEK_FILE cannot be read', { cause });
  }
}

/**
 * Opens a sealed secret: the data key under the key encryption key, the credentials under the data key. Both are bound
 * to the sync and the secret's version, so that neither can be put in another's place.
 * @throws SecretUnreadable
 */
export function unseal(secrets: SyncSecrets, ring: KeyRing): Credentials {
  const kek = ring.get(secrets.kid);
  if (kek === undefined) throw new SecretUnreadable(`no key ${secrets.kid} in SECRETS_KEK`);
  const boundTo = Buffer.from(`${secrets.sync}:${secrets.secretVersion}`, 'utf8');
  try {
    const dataKey = open(secrets.wrappedKey, kek, boundTo);
    return credentials(JSON.parse(open(secrets.sealed, dataKey, boundTo).toString('utf8')));
  } catch (cause) {
    throw new SecretUnreadable('the sealed credentials do not open with this key', { cause });
  }
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** base64 of nonce | ciphertext | tag. */
function open(sealed: string, key: Buffer, boundTo: Buffer): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceBytes + tagBytes) throw new RangeError('too short');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(boundTo);
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

function credentials(opened: unknown): Credentials {
  const { apiKey, apiSecret } = opened as Partial<Record<string, unknown>>;
  if (typeof apiKey !== 'string' || typeof apiSecret !== 'string') throw new TypeError('not a key and a secret');
  return { apiKey, apiSecret };
}
