import { WrongVersion } from './errors.ts';
import { type Tx } from './transaction.ts';

/** An event to append. */
export interface NewEvent {
  type: string;
  data: unknown;
}

/** An event as it is stored. */
export interface StoredEvent<E extends NewEvent = NewEvent> {
  /** Where it stands among all events of the table. */
  position: number;
  stream: string;
  /** 1, 2, 3 … within its stream. */
  version: number;
  type: E['type'];
  data: E['data'];
  /** A user, a token or a service. */
  who: string;
  /** ms since the epoch */
  at: number;
}

export interface Append<E extends NewEvent> {
  table: string;
  stream: string;
  /** 0: the stream does not exist yet. */
  expectedVersion: number;
  events: readonly E[];
  who: string;
  /** ms since the epoch */
  at: number;
  /** Only for a table with a column `why`: what they gave as the reason. */
  why?: string | undefined;
}

/**
 * The statements that make a table for events, for a migration. `json`, not `jsonb`: it keeps the text as it came,
 * with `\u0000` inside too, which `jsonb` refuses.
 */
export function eventTable(table: string): string[] {
  return [
    `CREATE TABLE ${table} (
       position bigserial NOT NULL UNIQUE,
       stream text NOT NULL,
       version integer NOT NULL,
       type text NOT NULL,
       data json NOT NULL,
       who text NOT NULL,
       at bigint NOT NULL,
       PRIMARY KEY (stream, version)
     )`,
  ];
}

/**
 * Appends if the stream is still at `expectedVersion`; the transaction must end after a refusal.
 * @returns the new version
 * @throws WrongVersion
 */
export async function appendEvents<E extends NewEvent>(tx: Tx, append: Append<E>): Promise<number> {
  const { table, stream, expectedVersion, events, why } = append;
  if (events.length === 0) return expectedVersion;
  const stored = await tx.execute(
    `append to ${table}${why === undefined ? '' : ' with why'}`,
    // A concurrent append holds the same key until it commits: then nothing is inserted here.
    `INSERT INTO ${table} (stream, version, type, data, who, at${why === undefined ? '' : ', why'})
     SELECT $1, $2::integer + e.n, e.type, e.data::json, $5, $6${why === undefined ? '' : ', $7'}
     FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS e (type, data, n)
     WHERE $2::integer = (SELECT coalesce(max(version), 0) FROM ${table} WHERE stream = $1)
     ORDER BY e.n
     ON CONFLICT DO NOTHING`,
    [
      stream,
      expectedVersion,
      events.map(({ type }) => type),
      events.map(({ data }) => JSON.stringify(data)),
      append.who,
      append.at,
      ...(why === undefined ? [] : [why]),
    ],
  );
  if (stored !== events.length) throw new WrongVersion(stream, expectedVersion);
  return expectedVersion + events.length;
}

/** The events of a stream from the first on; none if there is no such stream. */
export async function readEvents<E extends NewEvent = NewEvent>(
  tx: Pick<Tx, 'query'>,
  from: { table: string; stream: string },
): Promise<StoredEvent<E>[]> {
  return await tx.query<StoredEvent<E>>(
    `read ${from.table}`,
    `SELECT position, stream, version, type, data, who, at FROM ${from.table} WHERE stream = $1 ORDER BY version`,
    [from.stream],
  );
}
