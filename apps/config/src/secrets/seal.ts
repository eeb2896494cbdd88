import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type SyncSecrets } from '@kochava-stream/contracts';
import { type SecretFacts, type Shown } from '@kochava-stream/domain/sync';
import { type SealingKey } from './keys.ts';

export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** AES-256-GCM under a fresh data key, which is sealed under the sealing key; bound to the sync and the secret's version. */
export function seal(credentials: Credentials, sync: string, secretVersion: number, by: SealingKey): SyncSecrets {
  return sealed(credentials, sync, secretVersion, by);
}

/** The same for anything else that is secret. @param place what it is bound to, in the field `sync`: another word than an id */
export function sealed(secret: object, place: string, secretVersion: number, by: SealingKey): SyncSecrets {
  const dataKey = randomBytes(32);
  const bound = boundTo(place, secretVersion);
  return {
    v: 1,
    sync: place,
    secretVersion,
    kid: by.kid,
    wrappedKey: encrypt(dataKey, by.key, bound),
    sealed: encrypt(Buffer.from(JSON.stringify(secret)), dataKey, bound),
  };
}

/** What was sealed here, for use here: never Kochava's credentials. @throws SecretUnreadable */
export function opened(secret: SyncSecrets, by: SealingKey): unknown {
  const bound = boundTo(secret.sync, secret.secretVersion);
  try {
    const dataKey = decrypt(secret.wrappedKey, by.key, bound);
    return JSON.parse(decrypt(secret.sealed, dataKey, bound).toString('utf8'));
  } catch (cause) {
    throw new SecretUnreadable(`the key "${by.kid}" does not open what is sealed in ${secret.sync}`, { cause });
  }
}

/** The secret's key does not open it. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable';
}

/**
 * The same secret with its data key sealed under another key. Only the data key is opened, never the credentials: what
 * they are sealed with does not change.
 * @param from the key that the secret names
 * @throws SecretUnreadable
 */
export function rewrapped(secret: SyncSecrets, from: SealingKey, to: SealingKey): SyncSecrets {
  const bound = boundTo(secret.sync, secret.secretVersion);
  try {
    const wrappedKey = encrypt(decrypt(secret.wrappedKey, from.key, bound), to.key, bound);
    return { ...secret, kid: to.kid, wrappedKey };
  } catch (cause) {
    throw new SecretUnreadable(`the key "${from.kid}" does not open the secret of ${secret.sync}`, { cause });
  }
}

/** What the API may show of credentials. */
export function facts(credentials: Credentials, version: number): SecretFacts {
  return { version, apiKey: shown(credentials.apiKey), apiSecret: shown(credentials.apiSecret) };
}

function shown(secret: string): Shown {
  // Of a short one less, so that most of it stays unknown.
  const last4 = secret.slice(secret.length - Math.min(4, Math.floor(secret.length / 4)));
  return { last4, fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 12) };
}

/** base64 of nonce (12 bytes), ciphertext, tag (16 bytes). */
function encrypt(plain: Buffer, key: Buffer, bound: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function decrypt(sealed: string, key: Buffer, bound: Buffer): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(bound).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
}

/** Neither part opens in the place of another sync's or another version's. */
function boundTo(sync: string, secretVersion: number): Buffer {
  return Buffer.from(`${sync}:${secretVersion}`);
}
