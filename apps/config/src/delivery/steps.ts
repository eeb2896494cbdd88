import { type Counted } from './load-points.ts';

/** The way of an event: each of them is what became of some, or what is left of all. */
export const stepNames = [
  'received',
  'duplicate',
  'unrouted',
  'filtered',
  'notMappable',
  'mapped',
  'accepted',
  'dead',
] as const;
export type StepName = (typeof stepNames)[number];

export interface Step {
  readonly step: StepName;
  readonly n: number;
  /** Of what was received; null = nothing was. */
  readonly share: number | null;
  /** In the period before; null = not known any more. */
  readonly before: number | null;
  readonly reasons: Readonly<Record<string, number>>;
}

/** Where a step's numbers stand: counted of the project itself, or of the sync. */
const places: Readonly<Record<StepName, (point: Counted) => boolean>> = {
  received: ({ sync, what }) => sync === '' && what === 'received',
  duplicate: ({ sync, what }) => sync === '' && what === 'duplicate',
  unrouted: ({ sync, what }) => sync === '' && (what === 'dead' || what === 'dropped'),
  filtered: ({ sync, what }) => sync !== '' && what === 'filtered',
  notMappable: ({ sync, what }) => sync !== '' && what === 'dropped',
  mapped: ({ sync, what }) => sync !== '' && what === 'dispatched',
  accepted: ({ sync, what }) => sync !== '' && what === 'event-accepted',
  dead: ({ sync, what }) => sync !== '' && (what === 'event-dead' || what === 'dead'),
};

/** @param points of one sync and of its project; @param earlier those of the period before, if they are known */
export function stepsIn(points: readonly Counted[], earlier: readonly Counted[] | undefined): Step[] {
  const received = total(points.filter(places.received));
  return stepNames.map((step) => {
    const here = points.filter(places[step]);
    const n = total(here);
    return {
      step,
      n,
      share: received === 0 ? null : Math.round((n / received) * 10_000) / 10_000,
      before: earlier === undefined ? null : total(earlier.filter(places[step])),
      reasons: byReason(here),
    };
  });
}

function total(points: readonly Counted[]): number {
  return points.reduce((sum, { n }) => sum + n, 0);
}

function byReason(points: readonly Counted[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { reason, n } of points) if (reason !== '') sums[reason] = (sums[reason] ?? 0) + n;
  return sums;
}
