import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type SyncSecrets } from '@kochava-stream/contracts';
import { type SecretFacts, type Shown } from '@kochava-stream/domain/sync';

/** A key-encryption key: `kid` names it inside what it sealed. */
export interface SealingKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** SECRETS_KEK (or its file) is not `kid:base64 of 32 bytes`. */
export class BadSealingKey extends Error {
  override readonly name = 'BadSealingKey';
  constructor(kid: string, bytes: number) {
    super(`SECRETS_KEK: the key "${kid}" has ${bytes} bytes, 32 are needed (openssl rand -base64 32)`);
  }
}

/** The first key of the list seals; undefined where none is configured. @throws BadSealingKey */
export function sealingKey(env: { SECRETS_KEK: string; SECRETS_KEK_FILE: string }): SealingKey | undefined {
  const text = env.SECRETS_KEK_FILE === '' ? env.SECRETS_KEK : readFileSync(env.SECRETS_KEK_FILE, 'utf8');
  const first = text.trim().split(',')[0] ?? '';
  if (first === '') return undefined;
  const colon = first.indexOf(':');
  const kid = colon < 0 ? '' : first.slice(0, colon);
  const key = Buffer.from(first.slice(colon + 1), 'base64');
  if (kid === '' || key.length !== 32) throw new BadSealingKey(kid, key.length);
  return { kid, key };
}

export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** AES-256-GCM under a fresh data key, which is sealed under the sealing key; bound to the sync and the secret's version. */
export function seal(credentials: Credentials, sync: string, secretVersion: number, by: SealingKey): SyncSecrets {
  const dataKey = randomBytes(32);
  const bound = Buffer.from(`${sync}:${secretVersion}`);
  return {
    v: 1,
    sync,
    secretVersion,
    kid: by.kid,
    wrappedKey: encrypt(dataKey, by.key, bound),
    sealed: encrypt(Buffer.from(JSON.stringify(credentials)), dataKey, bound),
  };
}

/** What the API may show of credentials. */
export function facts(credentials: Credentials, version: number): SecretFacts {
  return { version, apiKey: shown(credentials.apiKey), apiSecret: shown(credentials.apiSecret) };
}

function shown(secret: string): Shown {
  return { last4: secret.slice(-4), fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 12) };
}

/** base64 of nonce (12 bytes), ciphertext, tag (16 bytes). */
function encrypt(plain: Buffer, key: Buffer, bound: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}
