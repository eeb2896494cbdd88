import { readFileSync } from 'node:fs';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import pg from 'pg';
import { AuditLog } from './audit-log.ts';
import { verifyChain } from './chain.ts';
import { readChain } from './read-chain.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);

afterAll(() => postgres?.stop());

/** The roles as an operator makes them, with one password for all. */
async function made(file: string, roles: readonly string[]): Promise<(role: string) => string> {
  const url = await postgres.freshDatabase();
  const sql = readFileSync(new URL(`../../../../deploy/${file}`, import.meta.url), 'utf8');
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(sql.replaceAll(/:'\w+'/g, `'pw'`));
  for (const role of roles) await admin.query(`alter role ${role} login password 'pw'`);
  await admin.end();
  return (role) => Object.assign(new URL(url), { username: role, password: 'pw' }).href;
}

function filledBy(db: Database, entries: number): Promise<void[]> {
  const log = new AuditLog(db, logger);
  const record = (n: number) => log.record({ who: `person ${n}`, route: '/api/things', status: 200 });
  return Promise.all(Array.from({ length: entries }, (_, n) => record(n)));
}

describe.each([
  ['compose/postgres/roles.sql', 'kochava_migrate', 'kochava_config'],
  ['helm/examples/postgres-roles.sql', 'ks_migrator', 'ks_config'],
])('the audit log under the rights of %s', (file, migrator, config) => {
  it('is added to and read by its service, and changed by nobody, not by its owner either', async () => {
    const url = await made(file, [migrator, config]);
    await migrate({ url: url(migrator), schema: 'config' });
    const [service, owner] = await Promise.all(
      [config, migrator].map((role) => openDatabase({ url: url(role), schema: 'config', logger })),
    );
    try {
      await filledBy(service as Database, 12);
      expect(await verifyChain(readChain(service as Database))).toMatchObject({ ok: true, entries: 12 });
      const rights = await (service as Database).query(
        'rights',
        `select privilege_type as right from information_schema.table_privileges
          where table_name = 'audit' and grantee = $1 order by 1`,
        [config],
      );
      expect(rights).toEqual([{ right: 'INSERT' }, { right: 'SELECT' }]);
      for (const statement of [`update audit set entry = '{}'`, 'delete from audit', 'truncate audit']) {
        await expect((service as Database).query(statement, statement)).rejects.toThrow('permission denied');
        await expect((owner as Database).query(statement, statement)).rejects.toThrow('append-only');
      }
      const none = `update audit set entry = '{}' where false`;
      await expect((owner as Database).query('none', none)).rejects.toThrow('append-only');
      expect(await verifyChain(readChain(owner as Database))).toMatchObject({ ok: true, entries: 12 });
    } finally {
      await Promise.all([service?.close(), owner?.close()]);
    }
  });
});

describe('the chain', () => {
  let db: Database;
  beforeEach(async () => {
    const url = await postgres.freshDatabase();
    await migrate({ url, schema: 'config' });
    db = await openDatabase({ url, schema: 'config', logger });
    await filledBy(db, 8);
  });
  afterEach(() => db?.close());

  /** What only a superuser can do. */
  async function tamper(statement: string): Promise<void> {
    await db.query('off', 'alter table audit disable trigger append_only');
    await db.query('tamper', statement);
  }

  it('shows what was changed, taken out or put in, and where', async () => {
    const { head } = (await verifyChain(readChain(db))) as { head: { seq: number; hash: string } };
    expect(head.seq).toBe(8);
    await tamper(`update audit set entry = replace(entry, '"status":200', '"status":500') where seq = 3`);
    expect(await verifyChain(readChain(db))).toEqual({ ok: false, seq: 3, why: expect.stringContaining('changed') });
  });

  it('shows what was taken out', async () => {
    await tamper('delete from audit where seq = 5');
    expect(await verifyChain(readChain(db))).toEqual({
      ok: false,
      seq: 5,
      why: 'entry 5 is missing; entry 6 comes next',
    });
  });

  it('shows what was hashed again, and what was cut off, to who kept a head', async () => {
    const { head } = (await verifyChain(readChain(db))) as { head: { seq: number; hash: string } };
    const known = new Map([[head.seq, head.hash]]);
    expect(await verifyChain(readChain(db), known)).toMatchObject({ ok: true });
    await tamper('delete from audit where seq > 6');
    expect(await verifyChain(readChain(db))).toMatchObject({ ok: true, entries: 6 });
    expect(await verifyChain(readChain(db), known)).toMatchObject({
      ok: false,
      why: 'the log ends here; it once had entry 8',
    });
    await filledBy(db, 2);
    expect(await verifyChain(readChain(db), known)).toMatchObject({ ok: false, seq: 8 });
  });

  it('shows columns that say something else than their entry', async () => {
    await tamper(`update audit set who = 'somebody else' where seq = 2`);
    await expect(verifyChain(readChain(db))).rejects.toThrow('audit entry 2');
  });
});
