import { DataSource, MigrationExecutor } from 'typeorm';
import { dataSourceOptions, type SchemaName } from './options.ts';

export interface MigrateOptions {
  url: string;
  schema: SchemaName;
}

/** Arbitrary, the same in every release: whoever migrates any schema of this database holds it. */
const migrationLock = 4_915_230_117;

/**
 * Brings a schema up to date, creating it if it is missing. Safe to repeat, and to run several at once: one works,
 * the others wait.
 * @returns the titles of the steps that ran now
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  return await withDataSource(options, async (dataSource) => {
    const lock = dataSource.createQueryRunner();
    await lock.query(`SET lock_timeout = '60s'`);
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    try {
      await lock.query(`CREATE SCHEMA IF NOT EXISTS "${options.schema}"`);
      const done = await dataSource.runMigrations();
      return done.map(({ name }) => title(name));
    } finally {
      await lock.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
      await lock.release();
    }
  });
}

/** The titles of the steps that `migrate` would run. */
export async function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  return await withDataSource(options, async (dataSource) => {
    const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
    return pending.map(({ name }) => title(name));
  });
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
