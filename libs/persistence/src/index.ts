export { databaseOver, openDatabase, type Database, type DatabaseOptions } from './database.ts';
export {
  CommitUnknown,
  ConnectionLost,
  isDataFault,
  isRetryable,
  isTooSlow,
  StatementFailed,
  WrongVersion,
} from './errors.ts';
export { appendEvents, eventTable, readEvents, type Append, type NewEvent, type StoredEvent } from './event-store.ts';
export { Forgotten, type Forgetting, type Mark } from './forgotten.ts';
export { migrate, pendingMigrations, type MigrateOptions } from './migrate.ts';
export { schemaNames, type SchemaName } from './migrations/index.ts';
export { TransactionOver, type Queryable, type StatementSpan, type Tx } from './transaction.ts';
