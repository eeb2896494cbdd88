import pg from 'pg';
import { type DataSourceOptions } from 'typeorm';
import { migrationsOf, type SchemaName } from './migrations/index.ts';

export { type SchemaName } from './migrations/index.ts';

interface Settings {
  url: string;
  schema: SchemaName;
  poolSize?: number;
  statementTimeoutMs?: number;
}

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * Limits that keep a stuck transaction from holding a shard or a lock: they end it on the server, where the
 * locks are. The client's own limit is longer and covers a server that does not answer at all.
 */
export function dataSourceOptions(settings: Settings): PostgresOptions {
  const statementTimeoutMs = settings.statementTimeoutMs ?? 5_000;
  return {
    type: 'postgres',
    url: settings.url,
    schema: settings.schema,
    applicationName: `kochava-stream ${settings.schema}`,
    connectTimeoutMS: 5_000,
    installExtensions: false,
    logging: false,
    poolSize: settings.poolSize ?? 4,
    migrations: [...migrationsOf(settings.schema)],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    extra: {
      Client: HeardClient,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs === 0 ? 0 : statementTimeoutMs + 3_000,
      lock_timeout: 2_000,
      idle_in_transaction_session_timeout: 10_000,
      options: `-c search_path=${settings.schema}`,
      keepAlive: true,
      types: { getTypeParser },
    },
  };
}

/**
 * Its session may be ended at a moment when nobody else listens, e.g. just after the pool has handed it out. The next
 * statement says so; the process must not end.
 */
class HeardClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

const int8 = 20;

/** Counts, positions and milliseconds are numbers here; a bigint that does not fit a double stays text. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid !== int8 || format === 'binary') return pg.types.getTypeParser(oid, format as 'text');
  return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
}) as typeof pg.types.getTypeParser;
