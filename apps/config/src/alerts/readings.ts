import { type Queryable } from '@kochava-stream/persistence';
import { loadGates } from '../delivery/gates.ts';
import { loadPoints } from '../delivery/load-points.ts';
import { metricsOf } from '../delivery/metrics.ts';
import { type Range } from '../delivery/range.ts';
import { type Readings } from './evaluate.ts';
import { type StoredAlert } from './store-alerts.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Since when the oldest link of a sync is held; see `Readings`. */
export type OldestHold = (sync: string) => Promise<number | null | undefined>;

/** Reads what the rules of a sync look at. @param now ms */
export async function readingsOf(
  db: Queryable,
  { sync, project, rules }: StoredAlert,
  oldestHold: OldestHold,
  now: number,
): Promise<Readings> {
  const { minutes } = rules.successRate;
  const end = now - (now % minuteMs) + minuteMs;
  const { steps: recent } = await loadPoints(db, project, [sync], last(Math.max(minutes, 60), minuteMs, end));
  const thisHour = end - hourMs;
  const { steps: before } = await loadPoints(db, project, [sync], last(24, hourMs, thisHour - (thisHour % hourMs)));
  const gates = await loadGates(db, now);
  const { eventsDelivered, eventsNotDelivered } = metricsOf(recent.filter(({ at }) => at >= end - minutes * minuteMs));
  return {
    delivered: eventsDelivered,
    notDelivered: eventsNotDelivered,
    lastHour: routed(recent.filter(({ at }) => at >= thisHour)),
    hoursBefore: Array.from({ length: 24 }, (_, hour) => {
      const at = thisHour - (thisHour % hourMs) - (24 - hour) * hourMs;
      return routed(before.filter((point) => point.at === at));
    }),
    refusedSince: gates.closed.get(sync)?.get('credentials-refused') ?? null,
    oldestHold: rules.oldestHold.enabled ? await oldestHold(sync) : undefined,
  };
}

function last(steps: number, stepMs: number, end: number): Range {
  return { start: end - steps * stepMs, end, stepMs };
}

function routed(points: readonly { what: string; n: number }[]): number {
  return points.reduce((sum, { what, n }) => (what === 'routed' ? sum + n : sum), 0);
}
