import { type Queryable } from '@kochava-stream/persistence';
import { isInMinutes, type Range } from './range.ts';

/** What was counted in one minute or hour. */
export interface Counted {
  /** Of the minute or hour: its beginning, ms. */
  readonly at: number;
  /** '' = the project as a whole. */
  readonly sync: string;
  readonly what: string;
  readonly reason: string;
  readonly n: number;
  readonly retried: number;
  readonly latency: readonly number[];
}

interface Row extends Omit<Counted, 'at' | 'latency'> {
  readonly at: Date;
  readonly latency: readonly number[] | null;
}

/** Everything that was counted of some syncs ('' = of the project itself) in a range. */
export async function loadPoints(
  db: Queryable,
  project: string,
  syncs: readonly string[],
  range: Range,
): Promise<Counted[]> {
  const table = isInMinutes(range) ? 'rollup_minute' : 'rollup_hour';
  const rows = await db.query<Row>(
    `config_${table}_load`,
    `select at, sync, what, reason, n, retried, latency from ${table}
      where project = $1 and sync = any($2) and at >= $3 and at < $4`,
    [project, syncs, new Date(range.start), new Date(range.end)],
  );
  return rows.map((row) => ({
    ...row,
    at: row.at.getTime(),
    n: Number(row.n),
    retried: Number(row.retried),
    latency: row.latency ?? [],
  }));
}
