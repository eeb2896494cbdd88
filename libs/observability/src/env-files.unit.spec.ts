import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { readEnv } from './env.ts';

const schema = Type.Object({
  DATABASE_URL: Type.String({ pattern: '^postgres://', description: 'where Postgres is' }),
  SHARDS: Type.Integer({ default: 4 }),
  KEY: Type.String({ default: '' }),
  KEY_FILE: Type.String({ default: '' }),
});

describe('a setting from a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'env-files-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  function file(name: string, text: string): string {
    const path = join(dir, name);
    writeFileSync(path, text);
    return path;
  }

  it('is the text of the file, without the line end that editors add', () => {
    const env = readEnv(schema, { DATABASE_URL_FILE: file('url', 'postgres://a:b@c/d\n') });
    expect(env.DATABASE_URL).toBe('postgres://a:b@c/d');
  });

  it('is checked as any other; an empty file gives nothing', () => {
    const read = (text: string) => () => readEnv(schema, { DATABASE_URL_FILE: file('url', text) });
    expect(read('mysql://x')).toThrow(/DATABASE_URL: expected string to match '\^postgres:/);
    expect(read('\n')).toThrow(/DATABASE_URL: is required/);
  });

  it('is refused when it is given twice or its file cannot be read', () => {
    const path = file('url', 'postgres://x');
    expect(() => readEnv(schema, { DATABASE_URL: 'postgres://y', DATABASE_URL_FILE: path })).toThrow(
      /DATABASE_URL: and DATABASE_URL_FILE are both set/,
    );
    expect(() => readEnv(schema, { DATABASE_URL_FILE: join(dir, 'none') })).toThrow(
      /DATABASE_URL: DATABASE_URL_FILE cannot be read: ENOENT/,
    );
  });

  it('never shows what the file says in an error', () => {
    let message = '';
    try {
      readEnv(schema, { DATABASE_URL_FILE: file('url', 'secret-of-somebody') });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('secret-of-somebody');
  });

  it('is for texts only, and left to the service that reads such a file itself', () => {
    const given = { DATABASE_URL: 'postgres://x', SHARDS_FILE: file('shards', '9'), KEY_FILE: file('key', 'k') };
    expect(readEnv(schema, given)).toMatchObject({ SHARDS: 4, KEY: '', KEY_FILE: given.KEY_FILE });
  });
});
