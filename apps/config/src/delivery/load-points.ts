import { type Queryable } from '@kochava-stream/persistence';
import { addLatency } from '../rollup/points.ts';
import { isInMinutes, type Range } from './range.ts';

/** What was counted in one minute or hour, or in a whole range. */
export interface Counted {
  /** Of the minute, hour or range: its beginning, ms. */
  readonly at: number;
  /** '' = the project as a whole. */
  readonly sync: string;
  readonly what: string;
  /** '' in what is counted by the step. */
  readonly reason: string;
  readonly n: number;
  readonly retried: number;
  /** Of accepted events. */
  readonly latency: readonly number[];
}

/** A range twice: added up with its reasons, and step by step without them. */
export interface Loaded {
  readonly totals: readonly Counted[];
  readonly steps: readonly Counted[];
}

interface Row {
  readonly totals: [sync: string, what: string, reason: string, n: number, retried: number][] | null;
  readonly steps: [at: number, sync: string, what: string, n: number, retried: number][] | null;
  readonly latencies: [at: number, sync: string, latency: number[]][] | null;
}

/**
 * Everything that was counted of some syncs ('' = of the project itself) in a range. Read once and added up by Postgres;
 * one row of JSON, as thousands of rows would take longer to read than to find.
 */
export async function loadPoints(
  db: Queryable,
  project: string,
  syncs: readonly string[],
  range: Range,
): Promise<Loaded> {
  const table = isInMinutes(range) ? 'rollup_minute' : 'rollup_hour';
  const rows = await db.query<Row>(
    `config_${table}_load`,
    `with counted as materialized (
       select extract(epoch from at)::bigint * 1000 as at, sync, what, reason, n, retried, latency from ${table}
        where project = $1 and sync = any($2) and at >= $3 and at < $4
     )
     select
       (select json_agg(json_build_array(sync, what, reason, n, retried)) from (
          select sync, what, reason, sum(n) as n, sum(retried) as retried from counted group by sync, what, reason
        ) as by_reason) as totals,
       (select json_agg(json_build_array(at, sync, what, n, retried)) from (
          select at, sync, what, sum(n) as n, sum(retried) as retried from counted group by at, sync, what
        ) as by_step) as steps,
       (select json_agg(json_build_array(at, sync, latency)) from counted
         where what = 'event-accepted' and latency is not null) as latencies`,
    [project, syncs, new Date(range.start), new Date(range.end)],
  );
  return loaded(rows[0] as Row, range.start);
}

function loaded({ totals, steps, latencies }: Row, start: number): Loaded {
  const ofStep = new Map<string, number[]>();
  const ofAll = new Map<string, number[]>();
  for (const [at, sync, latency] of latencies ?? []) {
    addTo(ofStep, `${at} ${sync}`, latency);
    addTo(ofAll, sync, latency);
  }
  const latencyOf = (what: string, found: number[] | undefined) => (what === 'event-accepted' && found) || [];
  return {
    totals: (totals ?? []).map(([sync, what, reason, n, retried]) => ({
      ...{ at: start, sync, what, reason, n, retried },
      latency: latencyOf(what, ofAll.get(sync)),
    })),
    steps: (steps ?? []).map(([at, sync, what, n, retried]) => ({
      ...{ at, sync, what, reason: '', n, retried },
      latency: latencyOf(what, ofStep.get(`${at} ${sync}`)),
    })),
  };
}

function addTo(sums: Map<string, number[]>, key: string, latency: readonly number[]): void {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, [...latency]);
  else addLatency(sum, latency);
}

/** The totals alone, without latency: for a comparison. */
export async function loadTotals(
  db: Queryable,
  project: string,
  syncs: readonly string[],
  range: Range,
): Promise<Counted[]> {
  const table = isInMinutes(range) ? 'rollup_minute' : 'rollup_hour';
  const rows = await db.query<{ sync: string; what: string; reason: string; n: number | string }>(
    `config_${table}_totals`,
    `select sync, what, reason, sum(n)::bigint as n from ${table}
      where project = $1 and sync = any($2) and at >= $3 and at < $4 group by sync, what, reason`,
    [project, syncs, new Date(range.start), new Date(range.end)],
  );
  return rows.map((row) => ({ ...row, at: range.start, n: Number(row.n), retried: 0, latency: [] }));
}
