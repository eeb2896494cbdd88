import { type Database } from '@kochava-stream/persistence';
import { type OldestHold } from './readings.ts';

/** Asked of the linker's view, state by state, as its index has them. Where there is no such view, nobody knows. */
export function oldestHoldIn(db: Database): OldestHold {
  return async (sync) => {
    try {
      const rows = await db.query<{ since: string | number | null }>(
        'config_oldest_hold',
        `select min(oldest.since) as since
           from unnest(array['unconfirmed', 'no-identifier', 'behind-in-flight', 'due']) as s (state)
          cross join lateral (
            select since from linker.console_hold h where h.sync = $1 and h.state = s.state order by since limit 1
          ) as oldest`,
        [sync],
      );
      const since = rows[0]?.since ?? null;
      return since === null ? null : Number(since);
    } catch {
      return undefined;
    }
  };
}
