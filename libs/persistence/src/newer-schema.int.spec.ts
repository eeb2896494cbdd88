import { createLogger } from '@kochava-stream/observability';
import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { openDatabase, type Database } from './database.ts';
import { isDataFault, isOutdatedPlan, isRetryable } from './errors.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { schemaNames, type SchemaName } from './migrations/index.ts';
import { type Queryable } from './transaction.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.stop());

/** What a release that is newer than this one did: a step of its own, and in it another column of every table. */
async function migrateAsNext(db: Database, schema: SchemaName): Promise<void> {
  await db.execute(
    'next',
    `DO $$ DECLARE each regclass; BEGIN
       FOR each IN SELECT oid FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind = 'r'
       LOOP EXECUTE format('ALTER TABLE %s ADD COLUMN since_next text NOT NULL DEFAULT ''next''', each); END LOOP;
       INSERT INTO migration (timestamp, name) VALUES (999, 'next-0000000000999');
     END $$`,
  );
}

describe.each(schemaNames)('the schema %s of a newer release', (schema) => {
  let url: string;
  let db: Database;
  beforeEach(async () => {
    url = await postgres.freshDatabase();
    await migrate({ url, schema });
    db = await openDatabase({ url, schema, logger });
    await migrateAsNext(db, schema);
  });
  afterEach(() => db.close());

  it('is opened, needs no step and is left as it is', async () => {
    expect(await pendingMigrations({ url, schema })).toEqual([]);
    expect(await migrate({ url, schema })).toEqual([]);
    const again = await openDatabase({ url, schema, logger });
    const [found] = await again.query('newest', 'SELECT name, since_next FROM migration ORDER BY id DESC LIMIT 1');
    expect(found).toEqual({ name: 'next-0000000000999', since_next: 'next' });
    await again.close();
  });

  it('does not hide a step of this release that is missing', async () => {
    await db.execute('forget', `DELETE FROM migration WHERE name LIKE 'leases-%'`);
    expect(await pendingMigrations({ url, schema })).toEqual(['001-leases']);
  });
});

describe('a migration while a service runs', () => {
  let url: string;
  let db: Database;
  beforeEach(async () => {
    url = await postgres.freshDatabase();
    await migrate({ url, schema: 'linker' });
    db = await openDatabase({ url, schema: 'linker', logger, poolSize: 2 });
    await db.execute('make', 'CREATE TABLE thing (n integer)');
    await db.execute('fill', 'INSERT INTO thing VALUES (1)');
  });
  afterEach(() => db.close());
  const things = (on: Queryable) => on.query('things', 'SELECT * FROM thing');
  const prepared = async () => {
    await Promise.all([db.transaction(things), db.transaction(things)]);
    await db.execute('grow', `ALTER TABLE thing ADD COLUMN since_next text NOT NULL DEFAULT 'next'`);
  };
  const grown = [{ n: 1, since_next: 'next' }];

  it('is not noticed by statements outside of transactions', async () => {
    await prepared();
    expect(await Promise.all([things(db), things(db), things(db)])).toEqual([grown, grown, grown]);
  });

  it('ends transactions that use what was prepared before it, once per connection, so that they are tried again', async () => {
    await prepared();
    const first = await Promise.allSettled([db.transaction(things), db.transaction(things)]);
    for (const each of first) {
      const failure = each.status === 'rejected' ? (each.reason as unknown) : undefined;
      expect(isOutdatedPlan(failure)).toBe(true);
      expect({ retry: isRetryable(failure), data: isDataFault(failure) }).toEqual({ retry: true, data: false });
    }
    expect(await Promise.all([db.transaction(things), db.transaction(things)])).toEqual([grown, grown]);
  });

  it('leaves no such connection behind when the failure was undone', async () => {
    await prepared();
    const swallowed = (): Promise<unknown> =>
      db.transaction((tx) => tx.savepoint(() => things(tx)).catch(() => 'nothing'));
    expect(await Promise.all([swallowed(), swallowed()])).toEqual(['nothing', 'nothing']);
    expect(await Promise.all([db.transaction(things), db.transaction(things)])).toEqual([grown, grown]);
  });

  it('lets transactions through that are longer than it may hold up the others, and goes on', async () => {
    await db.execute('no tables', 'DROP SCHEMA linker CASCADE');
    await db.execute('no schema', 'CREATE SCHEMA linker');
    const columns = 'id serial PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL';
    await db.execute('no steps', `CREATE TABLE linker.migration (${columns})`);
    const busy = db.transaction(async (tx) => {
      await tx.execute('in use', 'LOCK TABLE migration IN ACCESS EXCLUSIVE MODE');
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    });
    const steps = await migrate({ url, schema: 'linker' });
    await busy;
    expect(steps).toEqual(expect.arrayContaining(['001-leases', '002-identity']));
    expect(await pendingMigrations({ url, schema: 'linker' })).toEqual([]);
  });
});
