import { type Database } from '@kochava-stream/persistence';
import { isInMinutes, type Range } from '../delivery/range.ts';
import { type StoredSync } from '../store/syncs.ts';
import { linkCounts } from './link-counts.ts';
import { heldStates, mostCounted, type AgeRow, type LinksStore } from './links-store.ts';

const hour = 3_600;
const day = 24 * hour;
/** Where one age ends and the next begins, seconds. */
const bounds = [0, hour, day, 3 * day, 7 * day, 14 * day, 30 * day];
const ages = bounds.map((from, n) => ({ from: from * 1000, to: (bounds[n + 1] ?? Infinity) * 1000 }));

/** How the links of a sync are doing: over time from the rollups, now from what the linker holds. */
export async function identityPage(of: {
  db: Database;
  links: LinksStore;
  sync: StoredSync;
  range: Range;
  now: number;
}) {
  const { sync, range, now } = of;
  const { id, project, document } = sync.state;
  const [{ totals, steps }, held, confirmed] = await Promise.all([
    linkCounts(of.db, { project, sync: id }, range),
    of.links.ages(id, ages, now),
    of.links.confirmations(id),
  ]);
  return {
    sync: id,
    start: iso(range.start),
    end: iso(range.end),
    step: isInMinutes(range) ? 'minute' : 'hour',
    totals,
    series: steps.map(({ at, ...counts }) => ({ at: iso(at), ...counts })),
    holds: holdsNow(held),
    confirmations: confirmed.map(({ source, n, last_at: at }) => ({ source, devices: n, last: iso(at) })),
    terms: document.hold,
  };
}

function holdsNow(rows: readonly AgeRow[]) {
  const since = (some: readonly AgeRow[]) => Math.min(...some.map(({ oldest }) => oldest ?? Infinity));
  const states = heldStates.flatMap((state) => {
    const ofState = rows.filter((row) => row.state === state);
    return ofState.length === 0 ? [] : [{ state, ...counted(ofState), oldest: iso(since(ofState)) }];
  });
  const byAge = bounds.map((fromSeconds, age) => {
    return { fromSeconds, toSeconds: bounds[age + 1] ?? null, ...counted(rows.filter((row) => row.age === age)) };
  });
  return { ...counted(rows), oldest: rows.length === 0 ? null : iso(since(rows)), states, ages: byAge };
}

function counted(rows: readonly AgeRow[]): { devices: number; atLeast: boolean } {
  return { devices: rows.reduce((sum, { n }) => sum + n, 0), atLeast: rows.some(({ n }) => n >= mostCounted) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
