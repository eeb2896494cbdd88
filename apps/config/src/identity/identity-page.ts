import { type Database } from '@kochava-stream/persistence';
import { isInMinutes, type Range } from '../delivery/range.ts';
import { type StoredSync } from '../store/syncs.ts';
import { linkCounts } from './link-counts.ts';
import { heldStates, type AgeRow, type LinksStore } from './links-store.ts';

const hour = 3_600;
const day = 24 * hour;
/** Ends of the ages that are told apart, seconds. */
const ageSeconds = [hour, day, 3 * day, 7 * day, 14 * day, 30 * day];

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
  const bounds = ageSeconds.map((seconds) => seconds * 1000);
  const [{ totals, steps }, ages] = await Promise.all([
    linkCounts(of.db, { project, sync: id }, range),
    of.links.ages(id, bounds, now),
  ]);
  return {
    sync: id,
    start: iso(range.start),
    end: iso(range.end),
    step: isInMinutes(range) ? 'minute' : 'hour',
    totals,
    series: steps.map(({ at, ...counts }) => ({ at: iso(at), ...counts })),
    holds: holdsNow(ages),
    terms: document.hold,
  };
}

function holdsNow(rows: readonly AgeRow[]) {
  const devices = (some: readonly AgeRow[]) => sum(some.map(({ n }) => n));
  const oldest = (some: readonly AgeRow[]) => Math.min(...some.map((row) => row.oldest));
  const states = heldStates.flatMap((state) => {
    const ofState = rows.filter((row) => row.state === state);
    return ofState.length === 0 ? [] : [{ state, devices: devices(ofState), oldest: iso(oldest(ofState)) }];
  });
  const ages = [0, ...ageSeconds].map((fromSeconds, bucket) => {
    return {
      fromSeconds,
      toSeconds: ageSeconds[bucket] ?? null,
      devices: devices(rows.filter((row) => row.bucket === bucket)),
    };
  });
  return { devices: devices(rows), oldest: rows.length === 0 ? null : iso(oldest(rows)), states, ages };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all + n, 0);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
