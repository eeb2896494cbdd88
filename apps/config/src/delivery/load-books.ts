import { type Database } from '@kochava-stream/persistence';
import { reconcile } from '../rollup/reconcile.ts';
import { loadTallies } from '../rollup/rollup-worker.ts';

/** Of each sync: events that were dispatched and have not ended yet, by the books. */
export async function loadInFlight(
  db: Database,
  project: string,
  syncs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const books = reconcile(await loadTallies(db, project), syncs);
  // Ends may be counted before what was dispatched.
  return new Map(books.syncs.map(({ sync, inFlight }) => [sync, Math.max(0, inFlight)]));
}
