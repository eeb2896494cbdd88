import { createLogger } from '@kochava-stream/observability';
import { eventually, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { type Pool } from 'pg';
import { openDatabase, type Database } from './database.ts';
import { CommitUnknown, ConnectionLost, isRetryable, isTooSlow } from './errors.ts';
import { migrate } from './migrate.ts';
import { TransactionOver, type Tx } from './transaction.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });
let postgres: TestPostgres;
let url: string;
let db: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(() => postgres.stop());
beforeEach(async () => {
  url = await postgres.freshDatabase();
  await migrate({ url, schema: 'linker' });
  db = await openDatabase({ url, schema: 'linker', logger, statementTimeoutMs: 700 });
  await db.execute('make', 'CREATE TABLE thing (n bigint PRIMARY KEY)');
});
afterEach(() => db.close());

const insert = (on: Pick<Tx, 'execute'>, n: number) => on.execute('insert', 'INSERT INTO thing VALUES ($1)', [n]);
const things = async () => (await db.query<{ n: number }>('read', 'SELECT n FROM thing ORDER BY n')).map(({ n }) => n);

describe('a transaction', () => {
  it('keeps all or nothing', async () => {
    await db.transaction(async (tx) => {
      await insert(tx, 1);
      await insert(tx, 2);
    });
    const failing = db.transaction(async (tx) => {
      await insert(tx, 3);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await things()).toEqual([1, 2]);
  });

  it('runs its statements one after the other, also when they are asked for at once', async () => {
    await db.transaction(async (tx) => {
      await Promise.all([insert(tx, 1), insert(tx, 2), tx.query('sleep', 'SELECT pg_sleep(0.05)'), insert(tx, 3)]);
    });
    expect(await things()).toEqual([1, 2, 3]);
  });

  it('undoes only what happened since a savepoint', async () => {
    await db.transaction(async (tx) => {
      await insert(tx, 1);
      const failed = tx.savepoint(async () => {
        await insert(tx, 2);
        await tx.savepoint(() => insert(tx, 3));
        await insert(tx, 1);
      });
      await expect(failed).rejects.toMatchObject({ code: '23505' });
      await tx.savepoint(() => insert(tx, 4));
    });
    expect(await things()).toEqual([1, 4]);
  });

  it('does not pretend to have committed what a swallowed error had undone', async () => {
    await insert(db, 1);
    const failing = db.transaction(async (tx) => {
      await insert(tx, 2);
      await insert(tx, 1).catch(() => undefined);
    });
    await expect(failing).rejects.toMatchObject({ name: 'StatementFailed', code: '23505' });
    expect(await things()).toEqual([1]);
  });

  it('names the first failure, not those that follow from it', async () => {
    await insert(db, 1);
    const failing = db.transaction(async (tx) => {
      await insert(tx, 1).catch(() => undefined);
      await insert(tx, 2);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
  });

  it('refuses statements after its end', async () => {
    let late: Tx | undefined;
    await db.transaction(async (tx) => {
      late = tx;
      await insert(tx, 1);
    });
    await expect(late?.query('late', 'SELECT 1')).rejects.toThrow(TransactionOver);
  });

  it('prepares a statement once per connection', async () => {
    await db.transaction(async (tx) => {
      for (const n of [1, 2, 3]) await insert(tx, n);
      const prepared = await tx.query<{ name: string; uses: number }>(
        'prepared',
        'SELECT name, (generic_plans + custom_plans) AS uses FROM pg_prepared_statements WHERE name = $1',
        ['insert'],
      );
      expect(prepared).toEqual([{ name: 'insert', uses: 3 }]);
    });
  });
});

describe('limits', () => {
  it('end a statement, a wait for a lock and an idle transaction on the server', async () => {
    const slow = await db.query('sleep', 'SELECT pg_sleep(3)').catch((error: unknown) => error);
    expect(isTooSlow(slow)).toBe(true);
    const [limits] = await db.query<Record<string, string>>(
      'limits',
      `SELECT current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle,
              current_setting('search_path') AS path, current_schema() AS schema`,
    );
    expect(limits).toEqual({ lock: '2s', idle: '10s', path: 'linker', schema: 'linker' });
  });

  it('read bigints as numbers while they fit, and as text after that', async () => {
    const [row] = await db.query('big', 'SELECT 9007199254740991::bigint AS fits, 9007199254740993::bigint AS large');
    expect(row).toEqual({ fits: 9007199254740991, large: '9007199254740993' });
  });
});

describe('a server that goes away', () => {
  let down = false;
  const killed = async (): Promise<void> => {
    down = true;
    await postgres.kill('SIGKILL');
  };
  const restarted = async (): Promise<void> => {
    await postgres.restart();
    down = false;
  };
  // A test that fails while it is away leaves it there for nobody else.
  afterEach(async () => {
    if (down) await restarted();
  });

  it('fails what is under way in a way that can be tried again, and is found again when it is back', async () => {
    // A backend that outlives its server answers late, or not: that must not be the statement's fault.
    const patient = await openDatabase({ url, schema: 'linker', logger, statementTimeoutMs: 20_000 });
    const running = patient
      .transaction(async (tx) => {
        await insert(tx, 1);
        await killed();
        // A backend may outlive its server for a moment.
        for (let n = 2; ; n += 1) await insert(tx, n);
      })
      .catch((error: unknown) => error);
    const failure = await running;
    // The connection broke, or the dying backend still said so itself (57P01, 58…): both can be tried again.
    expect([isRetryable(failure), String(failure)]).toEqual([true, expect.any(String)]);
    expect(isRetryable(await insert(db, 3).catch((error: unknown) => error))).toBe(true);
    await patient.close();
    await restarted();
    await eventually(async () => expect(await things()).toEqual([]));
    await insert(db, 4);
    expect(await things()).toEqual([4]);
  }, 60_000);

  it('does not end the process when it ends a session that was just handed out', async () => {
    const { master: pool } = db.dataSource.driver as unknown as { master: Pool };
    const ended = await new Promise((resolve, reject) => {
      // As when the pool is told so by the same packet that says the session is ready: nobody listens yet.
      pool.connect((error, client, release) => {
        if (client === undefined) return reject(error as Error);
        resolve(client.emit('error', new Error('terminating connection')));
        release(true);
      });
    });
    expect(ended).toBe(true);
    expect(await things()).toEqual([]);
  });

  it('leaves the outcome open when the connection breaks during COMMIT', async () => {
    await db.execute('tables', 'CREATE TABLE slow (n integer)');
    await db.execute(
      'wait',
      `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$`,
    );
    await db.execute(
      'at commit',
      `CREATE CONSTRAINT TRIGGER late AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`,
    );
    const running = db.transaction(async (tx) => {
      const [me] = await tx.query<{ pid: number }>('pid', 'SELECT pg_backend_pid() AS pid');
      await tx.execute('slow', 'INSERT INTO slow VALUES (1)');
      setTimeout(() => void db.query('end', 'SELECT pg_terminate_backend($1)', [me?.pid]), 100);
    });
    const failure = await running.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CommitUnknown);
    expect(isRetryable(failure)).toBe(false);
    await insert(db, 1);
  });

  it('is waited for when it is not up yet, and given up after a while', async () => {
    await killed();
    await expect(openDatabase({ url, schema: 'linker', logger, waitMs: 300 })).rejects.toThrow(ConnectionLost);
    const opening = openDatabase({ url, schema: 'linker', logger, waitMs: 30_000 });
    await restarted();
    const second = await opening;
    await insert(second, 7);
    await second.close();
    await expect(second.query('after', 'SELECT 1')).rejects.toThrow(ConnectionLost);
  }, 60_000);
});
