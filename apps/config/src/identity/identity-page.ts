import { type Database } from '@kochava-stream/persistence';
import { loadPoints } from '../delivery/load-points.ts';
import { isInMinutes, stepsOf, type Range } from '../delivery/range.ts';
import { line } from '../delivery/series.ts';
import { type StoredSync } from '../store/syncs.ts';
import { heldStates, type AgeRow, type LinksStore } from './links-store.ts';

const hour = 3_600;
const day = 24 * hour;
/** Ends of the ages that are told apart, seconds. */
const ageSeconds = [hour, day, 3 * day, 7 * day, 14 * day, 30 * day];

/** What the rollups call them, in the order of a link's way. */
const counted = {
  held: 'link-held',
  released: 'link-released',
  accepted: 'link-accepted',
  expired: 'link-expired',
  notDelivered: 'link-dead',
} as const;
type Name = keyof typeof counted;
const counts = Object.entries(counted) as [Name, string][];

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
  const [points, ages] = await Promise.all([loadPoints(of.db, project, [id], range), of.links.ages(id, bounds, now)]);
  const lines = Object.fromEntries(counts.map(([name, what]) => [name, line(points, range, what)])) as Record<
    Name,
    number[]
  >;
  const at = (step: number) => Object.fromEntries(counts.map(([name]) => [name, lines[name][step] ?? 0]));
  return {
    sync: id,
    start: iso(range.start),
    end: iso(range.end),
    step: isInMinutes(range) ? 'minute' : 'hour',
    totals: Object.fromEntries(counts.map(([name]) => [name, sum(lines[name])])),
    series: stepsOf(range).map((time, step) => ({ at: iso(time), ...at(step) })),
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
