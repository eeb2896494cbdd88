import { changesBetween, evolve, type SyncEvent, type SyncState } from '@kochava-stream/domain/sync';
import { type Database } from '@kochava-stream/persistence';
import { type HistoryEntry } from './sync-schemas.ts';

/** One event with the state that it made. */
export interface Moment {
  readonly version: number;
  readonly event: SyncEvent;
  /** ms since the epoch */
  readonly at: number;
  readonly who: string;
  readonly why: string | null;
  readonly before: SyncState | undefined;
  readonly after: SyncState;
}

interface EventRow {
  version: number;
  type: SyncEvent['type'];
  data: SyncEvent['data'];
  who: string;
  at: number;
  why: string | null;
}

/** Everything that ever happened to a sync, the oldest first; none = there is no such sync. */
export async function readHistory(db: Pick<Database, 'query'>, sync: string): Promise<Moment[]> {
  const rows = await db.query<EventRow>(
    'config_sync_history',
    'select version, type, data, who, at, why from event where stream = $1 order by version',
    [`sync-${sync}`],
  );
  const moments: Moment[] = [];
  let before: SyncState | undefined;
  for (const { version, type, data, who, at, why } of rows) {
    const event = { type, data } as SyncEvent;
    const after: SyncState = evolve(before, event);
    moments.push({ version, event, at, who, why, before, after });
    before = after;
  }
  return moments;
}

/** A moment as the history lists it. */
export function historyEntry({ version, event, at, who, why, before, after }: Moment): HistoryEntry {
  return {
    version,
    type: event.type,
    at: new Date(at).toISOString(),
    who,
    why,
    ...(event.type === 'SyncRolledBack' && { rolledBackTo: event.data.to }),
    changes: changesBetween(before, after),
  };
}
