import { DataSource, MigrationExecutor, QueryFailedError } from 'typeorm';
import { dataSourceOptions, type SchemaName } from './options.ts';

export interface MigrateOptions {
  url: string;
  schema: SchemaName;
}

/** Arbitrary, the same in every release: whoever migrates any schema of this database holds it. */
const migrationLock = 4_915_230_117;

/**
 * A step waits for a table that is in use as long as `lock_timeout` says, and whoever comes later waits behind it. Then it
 * lets them through and tries again, as often.
 */
const tries = 60;
const pauseMs = 500;

/**
 * Brings a schema up to date, creating it if it is missing. Safe to repeat, to run several at once (one works, the others
 * wait), and while services of an older or newer release work; steps that a newer release has made are left alone.
 * @returns the titles of the steps that ran now
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  return await withDataSource(options, async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.query(`SET lock_timeout = '60s'`);
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    try {
      await lock.query(`CREATE SCHEMA IF NOT EXISTS "${options.schema}"`);
      const pending = await patiently(() => pendingIn(dataSource));
      await patiently(() => dataSource.runMigrations());
      return pending;
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
      await lock.release();
    }
  });
}

/** What is interrupted has been undone, steps that are done stay done. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === tries || !isInTheWay(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** lock_not_available, deadlock_detected: other transactions had the tables. */
function isInTheWay(error: unknown): boolean {
  return error instanceof QueryFailedError && ['55P03', '40P01'].includes((error.driverError as { code: string }).code);
}

/** The titles of the steps that `migrate` would run. */
export async function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  return await withDataSource(options, pendingIn);
}

async function pendingIn(dataSource: DataSource): Promise<string[]> {
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  return pending.map(({ name }) => title(name));
}

async function withDataSource<T>(options: MigrateOptions, run: (dataSource: DataSource) => Promise<T>): Promise<T> {
  const dataSource = new DataSource(dataSourceOptions({ ...options, poolSize: 3, statementTimeoutMs: 0 }));
  await dataSource.initialize();
  try {
    return await run(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

function title(name: string): string {
  return `${String(Number(name.slice(-13))).padStart(3, '0')}-${name.slice(0, -14)}`;
}
