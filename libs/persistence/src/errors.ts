/** Postgres refused a statement. The message names the statement, never the values: those may be personal data. */
export class StatementFailed extends Error {
  override readonly name = 'StatementFailed';
  constructor(
    readonly statement: string,
    /** SQLSTATE, five characters. */
    readonly code: string,
    cause: Error,
  ) {
    super(`${statement}: ${cause.message} (${code})`, { cause });
  }
}

/** There is no connection to Postgres, or it broke. Nothing of the transaction was committed. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  constructor(doing: string, cause: unknown) {
    super(`no connection to Postgres while ${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** The connection broke while COMMIT was under way: only the database knows whether it happened. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
  constructor(cause: unknown) {
    super('the connection to Postgres broke during COMMIT; the outcome is unknown', { cause });
  }
}

/** A stream of the event store is at another version than the one expected: somebody else appended. */
export class WrongVersion extends Error {
  override readonly name = 'WrongVersion';
  constructor(
    readonly stream: string,
    readonly expectedVersion: number,
  ) {
    super(`${stream} is no longer at version ${expectedVersion}`);
  }
}

/** Program limits (54) belong here too: a value too long for an index is the fault of the value. */
const dataFaultClasses = ['22', '23', '54'];
const retryableClasses = ['08', '40', '53', '55', '57', '58', '25', 'XX'];
/** Missing tables, columns, schemas, rights: wrong with every message, cured by a migration or a grant. */
const environmentFaults = ['42P01', '42703', '42883', '42501', '3F000', '3D000', '28000', '28P01'];

/** Is it the data that Postgres refuses (SQLSTATE classes 22, 23, 54)? Then the same data will fail again. */
export function isDataFault(error: unknown): boolean {
  return dataFaultClasses.includes(sqlState(error)?.slice(0, 2) ?? '');
}

/**
 * Will the same work succeed later? Serialization, deadlock, lock and statement timeouts, resources, shutdown, a missing
 * migration, no connection. False for `CommitUnknown`: whether to repeat is for the caller to know.
 */
export function isRetryable(error: unknown): boolean {
  const chain = causes(error);
  if (chain.some((each) => each instanceof CommitUnknown)) return false;
  if (chain.some((each) => each instanceof ConnectionLost) || isOutdatedPlan(error)) return true;
  const state = sqlState(error);
  if (state === undefined) return false;
  return retryableClasses.includes(state.slice(0, 2)) || environmentFaults.includes(state);
}

/**
 * A statement that this connection has prepared gives other columns since a migration (`SELECT *`): on this connection it
 * fails for ever, on a new one it works. Nothing was done.
 */
export function isOutdatedPlan(error: unknown): boolean {
  const failed = causes(error).find((each) => each instanceof StatementFailed);
  return (failed?.cause as { routine?: unknown } | undefined)?.routine === 'RevalidateCachedQuery';
}

/** Did a statement run into statement_timeout? A smaller piece of work may fit. */
export function isTooSlow(error: unknown): boolean {
  return sqlState(error) === '57014';
}

function sqlState(error: unknown): string | undefined {
  const failed = causes(error).find((each) => each instanceof StatementFailed);
  return failed?.code;
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && chain.length < 10; each = each.cause) chain.push(each);
  return chain;
}

const networkCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
];
const brokenMessages =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|timeout expired|query read timeout|client was closed|after calling end on the pool|driver not connected/i;

/** What the pg driver threw, as one of our errors; what is neither SQL nor network stays as it is (a bug). */
export function classified(statement: string, error: unknown, connectionBroke: boolean): Error {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = String(message);
  if (error instanceof Error && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    if (!networkCodes.includes(code)) return new StatementFailed(statement, code, error);
  }
  if (connectionBroke || networkCodes.includes(String(code)) || brokenMessages.test(text)) {
    return new ConnectionLost(statement, error);
  }
  return error instanceof Error ? error : new Error(text);
}
