import { type Logger } from '@kochava-stream/observability';
import { type Pool, type PoolClient, type QueryResult } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { classified, ConnectionLost, isOutdatedPlan } from './errors.ts';
import { dataSourceOptions, type SchemaName } from './options.ts';
import { Transaction, type Queryable, type StatementSpan, type Tx } from './transaction.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  url: string;
  schema: SchemaName;
  /** Connections at most. Default 4. */
  poolSize?: number;
  /** Default 5,000; more for maintenance work only. */
  statementTimeoutMs?: number;
  /** How long to wait for a Postgres that is not up yet. Default 30,000. */
  waitMs?: number;
  logger: Logger;
}

/** One schema of the database, through a small pool that survives restarts of Postgres. */
export interface Database extends Queryable {
  readonly schema: SchemaName;
  /** For TypeORM's own tools, such as Nest's module. */
  readonly dataSource: DataSource;
  /**
   * Commits what `run` did, or nothing of it if it throws. `statements` is told of every statement.
   * @throws ConnectionLost, CommitUnknown, StatementFailed, and whatever `run` throws
   */
  transaction<T>(run: (tx: Tx) => Promise<T>, statements?: StatementSpan): Promise<T>;
  /** Waits for the connections in use. */
  close(): Promise<void>;
}

/** Connects; waits up to `waitMs` for Postgres to come up. @throws ConnectionLost */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { logger } = options;
  const dataSource = new DataSource({
    ...dataSourceOptions(options),
    poolErrorHandler: (error: unknown) => {
      logger.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a connection to Postgres broke');
    },
  });
  await initialize(dataSource, options);
  return databaseOver(dataSource, options.schema);
}

/** Over a data source that somebody else has made and connected. */
export function databaseOver(dataSource: DataSource, schema: SchemaName): Database {
  return new PostgresDatabase(dataSource, schema);
}

async function initialize(dataSource: DataSource, options: DatabaseOptions): Promise<void> {
  const deadline = performance.now() + (options.waitMs ?? 30_000);
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      await dataSource.initialize();
      return;
    } catch (error) {
      const failure = classified('connecting', error, false);
      const starting = failure instanceof ConnectionLost || (failure as { code?: string }).code === '57P03';
      if (!starting || performance.now() + pause > deadline) throw failure;
      options.logger.warn({ reason: failure.message }, 'waiting for Postgres');
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

class PostgresDatabase implements Database {
  readonly dataSource: DataSource;
  readonly schema: SchemaName;

  constructor(dataSource: DataSource, schema: SchemaName) {
    this.dataSource = dataSource;
    this.schema = schema;
  }

  async transaction<T>(run: (tx: Tx) => Promise<T>, statements?: StatementSpan): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = await connected(runner);
    const tx = new Transaction(client, statements);
    let usable = false;
    try {
      await tx.begin();
      const result = await run(tx);
      await tx.commit();
      usable = !tx.outdated;
      return result;
    } catch (error) {
      usable = await tx.rollback();
      throw tx.cause(error);
    } finally {
      tx.detach();
      await giveBack(runner, client, usable);
    }
  }

  async query<R extends object>(name: string, text: string, params: readonly unknown[] = []): Promise<R[]> {
    return (await this.#single(name, text, params)).rows as R[];
  }

  async execute(name: string, text: string, params: readonly unknown[] = []): Promise<number> {
    return (await this.#single(name, text, params)).rowCount ?? 0;
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  async #single(name: string, text: string, params: readonly unknown[]): Promise<QueryResult> {
    try {
      return await poolOf(this.dataSource).query({ name, text, values: [...params] });
    } catch (error) {
      const failure = classified(name, error, false);
      // The pool has let go of the connection whose statement it was.
      if (isOutdatedPlan(failure)) return await this.#single(name, text, params);
      throw failure;
    }
  }
}

/** TypeORM keeps the pg pool as the driver's `master`. */
function poolOf(dataSource: DataSource): Pool {
  const { master } = dataSource.driver as unknown as { master?: Pool };
  if (master === undefined) throw new ConnectionLost('looking for the pool', 'the database is closed');
  return master;
}

async function connected(runner: QueryRunner): Promise<PoolClient> {
  try {
    return (await runner.connect()) as PoolClient;
  } catch (error) {
    throw classified('connecting', error, true);
  }
}

/** A client in an unknown state is ended first: the pool then drops it instead of keeping it. */
async function giveBack(runner: QueryRunner, client: PoolClient, usable: boolean): Promise<void> {
  if (!usable) (client as unknown as { end(): Promise<void> }).end().catch(() => undefined);
  await runner.release();
}
