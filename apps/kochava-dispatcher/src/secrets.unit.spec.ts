import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SyncSecrets } from '@kochava-stream/contracts';
import { KeyRingError, readKeyRing, SecretUnreadable, unseal } from './secrets.ts';

const kek = randomBytes(32);
const plain = { apiKey: 'APIKEY', apiSecret: 'S€CRET' };

function seal(bytes: Buffer, key: Buffer, boundTo: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
}

function sealed(overrides: Partial<SyncSecrets> = {}, content: unknown = plain): SyncSecrets {
  const dataKey = randomBytes(32);
  const boundTo = 's1:4';
  return {
    v: 1,
    sync: 's1',
    secretVersion: 4,
    kid: 'k2',
    wrappedKey: seal(dataKey, kek, boundTo),
    sealed: seal(Buffer.from(JSON.stringify(content)), dataKey, boundTo),
    ...overrides,
  };
}

const ring = readKeyRing({
  SECRETS_KEK: `k1:${randomBytes(32).toString('base64')}, k2:${kek.toString('base64')}`,
  SECRETS_KEK_FILE: '',
});

describe('unseal', () => {
  it('opens with the key it names', () => {
    expect(unseal(sealed(), ring)).toEqual(plain);
  });

  it.each<[string, SyncSecrets]>([
    ['another sync', sealed({ sync: 's2' })],
    ['another version', sealed({ secretVersion: 5 })],
    ['another key', sealed({ kid: 'k1' })],
    ['an unknown key', sealed({ kid: 'k3' })],
    ['another data key', sealed({ wrappedKey: sealed().wrappedKey })],
    ['cut short', sealed({ sealed: 'AAAA' })],
    ['no base64', sealed({ wrappedKey: '?' })],
    ['a changed bit', sealed({ sealed: flipped(sealed().sealed) })],
    ['no credentials inside', sealed({}, { apiKey: 'APIKEY' })],
    ['null inside', sealed({}, null)],
  ])('refuses %s', (_name, secrets) => {
    expect(() => unseal(secrets, ring)).toThrow(SecretUnreadable);
  });

  it('says nothing of the content in its error', () => {
    const thrown = (() => {
      try {
        return unseal(sealed({}, { apiKey: 'CANARY' }), ring);
      } catch (error) {
        return error as Error;
      }
    })() as Error;
    expect(`${thrown.message} ${String(thrown.cause)}`).not.toContain('CANARY');
  });
});

describe('readKeyRing', () => {
  it('is empty when nothing is given', () => {
    expect(readKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: '' }).size).toBe(0);
  });

  it('reads a file, one key a line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kek-'));
    const path = join(folder, 'kek');
    writeFileSync(path, `k1:${kek.toString('base64')}\nk2:${kek.toString('base64')}\n`);
    expect([...readKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: path }).keys()]).toEqual(['k1', 'k2']);
    rmSync(folder, { recursive: true });
  });

  it.each(['CANARY', 'k1:CANARY', `:${kek.toString('base64')}`, `k1:${randomBytes(16).toString('base64')}`])(
    'refuses %p without repeating it',
    (text) => {
      const read = () => readKeyRing({ SECRETS_KEK: text, SECRETS_KEK_FILE: '' });
      expect(read).toThrow(KeyRingError);
      expect(read).not.toThrow('CANARY');
    },
  );

  it('says which file is missing', () => {
    expect(() => readKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: '/nowhere/kek' })).toThrow('SECRETS_KEK_FILE');
  });
});

function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[14] = (bytes[14] ?? 0) ^ 1;
  return bytes.toString('base64');
}
