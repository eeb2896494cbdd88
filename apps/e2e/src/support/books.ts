import { type ProjectCounts } from '@kochava-stream/config';
import { eventually } from '@kochava-stream/testing';
import { type ConfigApi } from './config-api.ts';

type SyncCounts = ProjectCounts['syncs'][number];

/** What the books say of one sync, in one number each. */
export interface Balance {
  readonly routed: number;
  readonly filtered: number;
  readonly dropped: number;
  readonly accepted: number;
  /** Without those that were taken back out of the dead letters. */
  readonly dead: number;
  readonly inFlight: number;
}

export function balance(counts: SyncCounts): Balance {
  const { routed, accepted, inFlight } = counts;
  return {
    routed,
    accepted,
    inFlight,
    filtered: total(counts.filtered),
    dropped: total(counts.dropped),
    dead: total(counts.dead) - counts.replayed,
  };
}

/**
 * Waits until the books of a project are closed: everything that its clients were told is stored has been looked at, and
 * nothing is on its way; then checks that every event is in exactly one place.
 * @param told events that clients got a 200 for
 */
export async function closedBooks(
  api: ConfigApi,
  project: string,
  told: number,
  timeoutMs = 30_000,
): Promise<ProjectCounts> {
  const counts = await eventually(
    async () => {
      const found = await api.counts(project);
      expect({ received: found.received, inFlight: found.syncs.map(({ inFlight }) => inFlight) }).toEqual({
        received: told,
        inFlight: found.syncs.map(() => 0),
      });
      return found;
    },
    { timeoutMs, everyMs: 50 },
  );
  expectToAddUp(counts);
  return counts;
}

/** received = duplicates + unrouted + routed, and per sync routed = filtered + dropped + accepted + dead + in flight. */
export function expectToAddUp(counts: ProjectCounts): void {
  const routed = counts.received - counts.duplicate - total(counts.unrouted);
  for (const sync of counts.syncs) {
    const { filtered, dropped, accepted, dead, inFlight, ...rest } = balance(sync);
    expect({ difference: sync.difference, sum: filtered + dropped + accepted + dead + inFlight, ...rest }).toEqual({
      difference: 0,
      sum: rest.routed,
      routed,
    });
  }
}

function total(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((sum, n) => sum + n, 0);
}
