import { type Tx } from '@kochava-stream/persistence';
import { coarser, type Point } from './points.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Minutes are shown for 4 h, and beside the 4 h before them; hours for 90 days. */
export const kept = { minuteMs: 8.5 * hourMs, hourMs: 90 * 24 * hourMs } as const;

/** Adds points to the minutes and the hours, where they are not too old to be kept. @param now ms */
export async function storePoints(tx: Tx, points: readonly Point[], now: number): Promise<void> {
  const minutes = points.filter(({ at }) => at > now - kept.minuteMs);
  const hours = coarser(
    points.filter(({ at }) => at > now - kept.hourMs),
    hourMs,
  );
  if (minutes.length > 0) await store(tx, 'rollup_minute', minutes);
  if (hours.length > 0) await store(tx, 'rollup_hour', hours);
}

/** One statement, whatever there is already: histograms are added bucket by bucket. */
async function store(tx: Tx, table: 'rollup_minute' | 'rollup_hour', points: readonly Point[]): Promise<void> {
  await tx.query(
    `config_${table}_store`,
    `insert into ${table} as r (project, sync, at, what, reason, n, retried, latency)
       select project, sync, at, what, reason, n, retried, latency::integer[]
         from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
           as given (project, sync, at, what, reason, n, retried, latency)
       on conflict (project, sync, at, what, reason) do update set
         n = r.n + excluded.n,
         retried = r.retried + excluded.retried,
         latency = case when excluded.latency is null then r.latency else (
           select array_agg(coalesce(a, 0) + coalesce(b, 0) order by bucket)
             from unnest(r.latency, excluded.latency) with ordinality as both_of (a, b, bucket)
         ) end`,
    [
      points.map(({ project }) => project),
      points.map(({ sync }) => sync),
      points.map(({ at }) => new Date(at)),
      points.map(({ what }) => what),
      points.map(({ reason }) => reason),
      points.map(({ n }) => n),
      points.map(({ retried }) => retried),
      points.map(({ latency }) => (latency.length === 0 ? null : `{${latency.join()}}`)),
    ],
  );
}

/** Removes what nobody is shown any more. */
export async function forgetPoints(tx: Tx, now: number): Promise<void> {
  const before = (ms: number) => [new Date(now - ms)];
  await tx.query('config_minutes_forget', 'delete from rollup_minute where at < $1', before(kept.minuteMs));
  await tx.query('config_hours_forget', 'delete from rollup_hour where at < $1', before(kept.hourMs));
}
