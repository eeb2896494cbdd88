import { readFileSync } from 'node:fs';

/** A key-encryption key: `kid` names it inside what it sealed. */
export interface SealingKey {
  readonly kid: string;
  readonly key: Buffer;
}

/** SECRETS_KEK (or its file) does not hold keys. Never says what it holds instead. */
export class BadSealingKey extends Error {
  override readonly name = 'BadSealingKey';
}

export interface KeysEnv {
  SECRETS_KEK: string;
  SECRETS_KEK_FILE: string;
}

/**
 * `kid:base64` of 32 bytes each, separated by commas or line ends; the file wins over the variable. The first one seals,
 * the others only open what they once sealed.
 * @throws BadSealingKey
 */
export function readKeys(env: KeysEnv): SealingKey[] {
  const text = env.SECRETS_KEK_FILE === '' ? env.SECRETS_KEK : fileOf(env.SECRETS_KEK_FILE);
  const keys = text
    .split(/[,\n]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map(keyOf);
  const twice = keys.find(({ kid }, at) => keys.findIndex((other) => other.kid === kid) !== at);
  if (twice !== undefined) throw new BadSealingKey(`SECRETS_KEK: two keys are called "${twice.kid}"`);
  return keys;
}

/**
 * The keys as they are now, the one that seals first: a file is read again each time, so that a mounted secret may change
 * under the service. What cannot be read any more counts as it was.
 * @throws BadSealingKey when it is made, not later
 */
export function keyRing(env: KeysEnv): () => readonly SealingKey[] {
  let last = readKeys(env);
  return () => {
    try {
      last = readKeys(env);
    } catch (error) {
      if (!(error instanceof BadSealingKey)) throw error;
    }
    return last;
  };
}

/** The key that seals now; undefined = there is none. @throws BadSealingKey when it is made, not later */
export function sealingKeys(env: KeysEnv): () => SealingKey | undefined {
  const ring = keyRing(env);
  return () => ring()[0];
}

function fileOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BadSealingKey('SECRETS_KEK_FILE cannot be read', { cause });
  }
}

function keyOf(pair: string, at: number): SealingKey {
  const colon = pair.indexOf(':');
  const key = Buffer.from(pair.slice(colon + 1), 'base64');
  if (colon < 1 || key.length !== 32) {
    const problem = 'is not kid:base64 of 32 bytes (openssl rand -base64 32)';
    throw new BadSealingKey(`SECRETS_KEK: key ${at + 1} ${problem}`);
  }
  return { kid: pair.slice(0, colon), key };
}
