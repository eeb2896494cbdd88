import { type Database } from '@kochava-stream/persistence';

/** Of each sync: events that were dispatched and have not ended yet. */
export async function loadInFlight(
  db: Database,
  project: string,
  syncs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ sync: string; n: string | number }>(
    'config_in_flight',
    `select sync, sum(case when what = 'dispatched' then n else -n end) as n from tally
      where project = $1 and sync = any($2) and what in ('dispatched', 'event-accepted', 'event-dead')
      group by sync`,
    [project, syncs],
  );
  // Ends may be counted before what was dispatched.
  return new Map(rows.map(({ sync, n }) => [sync, Math.max(0, Number(n))]));
}
