import { type Tally } from './tally.ts';

type Reasons = Record<string, number>;

/** Where one sync's share of the project's events, and its links, are now. */
export interface SyncCounts {
  readonly sync: string;
  /** Events that this sync looked at: those received, without duplicates, since it was created. */
  readonly routed: number;
  /** Events not sent, by the rule that kept them. */
  readonly filtered: Reasons;
  /** Events that cannot be sent, by reason. */
  readonly dropped: Reasons;
  readonly dispatched: number;
  readonly accepted: number;
  readonly dead: Reasons;
  /** Taken back out of the dead letters: each is on its way once more, and ends once more. */
  readonly replayed: number;
  /** Dispatched, once or again, and not ended yet. */
  readonly inFlight: number;
  /** routed − filtered − dropped − dispatched: 0 when the books balance. */
  readonly difference: number;
  readonly links: Record<string, number>;
}

/** The books of a project: every event that ingest accepted is in exactly one place. */
export interface ProjectCounts {
  readonly received: number;
  readonly duplicate: number;
  /** Events that no sync saw: the project had none, or the event could not be read. */
  readonly unrouted: Reasons;
  readonly syncs: readonly SyncCounts[];
}

/** received = duplicate + unrouted + (per sync) filtered + dropped + accepted + dead − replayed + in flight. */
export function reconcile(tallies: readonly Tally[], syncs: readonly string[]): ProjectCounts {
  const received = sum(tallies, '', 'received');
  const duplicate = sum(tallies, '', 'duplicate');
  const unrouted = { ...reasons(tallies, '', 'dropped'), ...reasons(tallies, '', 'dead') };
  return { received, duplicate, unrouted, syncs: syncs.map((sync) => ofSync(tallies, sync)) };
}

function ofSync(tallies: readonly Tally[], sync: string): SyncCounts {
  const routed = sum(tallies, sync, 'routed');
  const filtered = reasons(tallies, sync, 'filtered');
  const dropped = reasons(tallies, sync, 'dropped');
  const dispatched = sum(tallies, sync, 'dispatched');
  const accepted = sum(tallies, sync, 'event-accepted');
  // Those that the transformer was to map again, and could not, had no dispatch.
  const dead = together(reasons(tallies, sync, 'event-dead'), reasons(tallies, sync, 'dead'));
  const replayed = sum(tallies, sync, 'event-replayed');
  return {
    sync,
    routed,
    filtered,
    dropped,
    dispatched,
    accepted,
    dead,
    replayed,
    inFlight: dispatched + replayed - accepted - total(dead),
    difference: routed - total(filtered) - total(dropped) - dispatched,
    links: links(tallies, sync),
  };
}

function links(tallies: readonly Tally[], sync: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sync: of, what, n } of tallies) {
    if (of === sync && what.startsWith('link-')) counts[what.slice('link-'.length)] = (counts[what.slice(5)] ?? 0) + n;
  }
  return counts;
}

function sum(tallies: readonly Tally[], sync: string, what: string): number {
  return total(reasons(tallies, sync, what));
}

function reasons(tallies: readonly Tally[], sync: string, what: string): Reasons {
  const rows = tallies.filter((row) => row.sync === sync && row.what === what);
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]));
}

function together(some: Reasons, more: Reasons): Reasons {
  const all = { ...some };
  for (const [reason, n] of Object.entries(more)) all[reason] = (all[reason] ?? 0) + n;
  return all;
}

function total(counts: Reasons): number {
  return Object.values(counts).reduce((all, n) => all + n, 0);
}
