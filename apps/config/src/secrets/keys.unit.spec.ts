import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadSealingKey, readKeys, sealingKeys, type SealingKey } from './keys.ts';
import { rewrapped, seal, SecretUnreadable } from './seal.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const read = (text: string) => readKeys({ SECRETS_KEK: text, SECRETS_KEK_FILE: '' });

describe('the keys that seal', () => {
  it('come as a list of which the first seals, in a variable or in a file', () => {
    expect(read(`k2:${key(2)}, k1:${key(1)}`).map(({ kid }) => kid)).toEqual(['k2', 'k1']);
    expect(read(`k2:${key(2)}\nk1:${key(1)}\n`)).toHaveLength(2);
    expect(read('')).toEqual([]);
  });

  it.each([
    'CANARY',
    'k1:CANARY',
    `:${key(1)}`,
    `k1:${Buffer.alloc(16).toString('base64')}`,
    `a:${key(1)},a:${key(2)}`,
  ])('are refused where they are none, without repeating them: %p', (text) => {
    expect(() => read(text)).toThrow(BadSealingKey);
    expect(() => read(text)).not.toThrow('CANARY');
  });

  it('are read again from their file; a file that breaks changes nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kek-'));
    const file = join(folder, 'kek');
    expect(() => sealingKeys({ SECRETS_KEK: '', SECRETS_KEK_FILE: file })).toThrow(BadSealingKey);
    writeFileSync(file, `k1:${key(1)}`);
    const current = sealingKeys({ SECRETS_KEK: '', SECRETS_KEK_FILE: file });
    expect(current()?.kid).toBe('k1');
    writeFileSync(file, `k2:${key(2)}\nk1:${key(1)}`);
    expect(current()?.kid).toBe('k2');
    for (const text of ['half a fi', 'k3:']) {
      writeFileSync(file, text);
      expect(current()?.kid).toBe('k2');
    }
    rmSync(folder, { recursive: true });
    expect(current()?.kid).toBe('k2');
  });
});

describe('a sealed secret', () => {
  const [one, two] = read(`k1:${key(1)},k2:${key(2)}`) as [SealingKey, SealingKey];
  const secret = seal({ apiKey: 'CANARY-key', apiSecret: 'CANARY-secret' }, 'sy_1', 3, one);

  it('has a data key of its own, every time', () => {
    const again = seal({ apiKey: 'CANARY-key', apiSecret: 'CANARY-secret' }, 'sy_1', 3, one);
    expect(again.wrappedKey).not.toBe(secret.wrappedKey);
    expect(again.sealed).not.toBe(secret.sealed);
    expect(JSON.stringify(secret)).not.toContain('CANARY');
  });

  it('changes only its wrapped data key when it is sealed under another key', () => {
    const anew = rewrapped(secret, one, two);
    expect(anew).toEqual({ ...secret, kid: 'k2', wrappedKey: expect.not.stringContaining(secret.wrappedKey) });
    expect(rewrapped(anew, two, one)).toMatchObject({ kid: 'k1', sealed: secret.sealed });
  });

  it('opens with its own key alone, in its own place', () => {
    for (const [given, from] of [
      [secret, two],
      [{ ...secret, sync: 'sy_2' }, one],
      [{ ...secret, secretVersion: 4 }, one],
      [{ ...secret, wrappedKey: secret.sealed }, one],
      [{ ...secret, wrappedKey: 'AAAA' }, one],
    ] as const) {
      expect(() => rewrapped(given, from, two)).toThrow(SecretUnreadable);
    }
  });
});
