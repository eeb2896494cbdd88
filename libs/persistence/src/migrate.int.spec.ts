import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from './database.ts';
import { migrateCommand } from './migrate-command.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { migrationsOf, schemaNames } from './migrations/index.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.stop());

describe('migrating', () => {
  it.each(schemaNames)('makes the schema %s with everything in it, once', async (schema) => {
    const url = await postgres.freshDatabase();
    const pending = await pendingMigrations({ url, schema });
    expect(pending).toHaveLength(migrationsOf(schema).length);
    expect(await migrate({ url, schema })).toEqual(pending);
    expect(await pendingMigrations({ url, schema })).toEqual([]);
    expect(await migrate({ url, schema })).toEqual([]);
    const db = await openDatabase({ url, schema, logger });
    const tables = await db.query<{ name: string }>(
      'tables',
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = $1',
      [schema],
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(['lease', 'member', 'migration', 'outbox']));
    await db.close();
  });

  it('numbers the steps of a schema from 1 upwards, as their files are', async () => {
    const url = await postgres.freshDatabase();
    for (const schema of schemaNames) {
      const numbers = (await pendingMigrations({ url, schema })).map((title) => Number(title.slice(0, 3)));
      expect(numbers[0]).toBe(1);
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    }
  });

  it('lets several run at once: each step is done by one of them', async () => {
    const url = await postgres.freshDatabase();
    const done = await Promise.all([1, 2, 3].map(() => migrate({ url, schema: 'transformer' })));
    expect(done.flat().sort()).toEqual(
      (await migrate({ url: await postgres.freshDatabase(), schema: 'transformer' })).sort(),
    );
  });
});

describe('the command', () => {
  const command = async (args: readonly string[], env: NodeJS.ProcessEnv) => {
    let out = '';
    let err = '';
    const code = await migrateCommand(args, { env, out: (text) => (out += text), err: (text) => (err += text) });
    return { code, out, err };
  };

  it('says what it does', async () => {
    const env = { DATABASE_URL: await postgres.freshDatabase() };
    const first = await command(['linker'], env);
    expect(first).toEqual({ code: 0, out: expect.stringMatching(/^linker: applied 001-leases/), err: '' });
    const again = await command([], env);
    expect(again.out).toMatch(
      /^config: applied 001-leases.*\ntransformer: applied 001-leases.*\nlinker: up to date\n$/,
    );
  });

  it('explains itself, and what it cannot do', async () => {
    expect(await command(['--help'], {})).toMatchObject({ code: 0, out: expect.stringContaining('DATABASE_URL') });
    expect(await command([], {})).toMatchObject({ code: 1, err: expect.stringContaining('DATABASE_URL: is required') });
    expect(await command(['nosuch'], {})).toMatchObject({ code: 2, err: expect.stringContaining('nosuch') });
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' };
    expect(await command([], nowhere)).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') });
  });
});
