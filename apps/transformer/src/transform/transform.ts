import { type Count, type SyncConfig } from '@kochava-stream/contracts';
import { ProfileSet, type ProfileRow } from '@kochava-stream/domain/profiles';
import {
  takeEvent,
  type EventDraft,
  type InstallDraft,
  type LinkDraft,
  type Received,
  type Taken,
} from '@kochava-stream/domain/routing';

/** Everything that decides what becomes of a batch. */
export interface Batch {
  /** In stream order within each shard. */
  readonly events: readonly Received[];
  /** Of people and devices that were deleted. */
  readonly suppressed?: ReadonlySet<Received>;
  /** Keys that were taken in an earlier batch. */
  readonly repeated: ReadonlySet<string>;
  /** Every stored profile that the events may concern. */
  readonly profiles: readonly ProfileRow[];
  /** The syncs of a project, disabled ones too. */
  readonly syncsOf: (project: string) => readonly SyncConfig[];
}

/** An event that makes the code fail: it alone goes to the dead letters. */
export interface Poisoned {
  readonly received: Received;
  readonly error: Error;
}

/** An event that a sync could not send: the first of its sync and reason in a batch. */
export interface Drop {
  readonly received: Received;
  readonly sync: SyncConfig;
  readonly reason: string;
  /** What the reason alone does not say. */
  readonly detail?: string;
}

/** What became of a batch. Every event is in `counts` as the contract's equation says. */
export interface Transformed {
  readonly profiles: readonly ProfileRow[];
  readonly dispatches: ReadonlyMap<string, readonly EventDraft[]>;
  readonly links: readonly LinkDraft[];
  readonly installs: readonly InstallDraft[];
  readonly poisoned: readonly Poisoned[];
  readonly drops: readonly Drop[];
  readonly counts: readonly Count[];
  /** Links that could not be asked for, and values that were cut, by reason. */
  readonly notes: ReadonlyMap<string, number>;
  /** Installs of which events tell and that cannot be told on, by reason. */
  readonly missedInstalls: ReadonlyMap<string, number>;
}

/** Takes a batch of events, one after the other: pure, and the order in which they came is the order of everything. */
export function transform(batch: Batch): Transformed {
  const profiles = new ProfileSet(batch.profiles);
  const counts = new Counts();
  const dispatches = new Map<string, EventDraft[]>();
  const links: LinkDraft[] = [];
  const poisoned: Poisoned[] = [];
  const drops = new Map<string, Drop>();
  const notes = new Map<string, number>();
  const installs: InstallDraft[] = [];
  const missedInstalls = new Map<string, number>();
  const seen = new Set(batch.repeated);

  for (const received of batch.events) {
    const { project } = received.part;
    counts.add(project, null, 'received');
    const over = passedOver(received, batch.suppressed, seen);
    if (over !== undefined) {
      counts.add(project, null, ...over);
      continue;
    }
    const syncs = batch.syncsOf(project);
    const taken = attempt(received, profiles, syncs);
    if (taken instanceof Error) {
      counts.add(project, null, 'dead', 'poison');
      poisoned.push({ received, error: taken });
      continue;
    }
    for (const sync of syncs) counts.add(project, sync.id, 'routed');
    for (const profile of taken.profiles) profiles.put(profile);
    for (const end of taken.ends) counts.add(project, end.sync, end.what, end.reason);
    noteDrops(drops, taken.ends, received, syncs);
    for (const draft of taken.events) entriesOf(dispatches, draft.sync.id).push(draft);
    links.push(...taken.links);
    addUp(notes, taken.notes);
    installs.push(...taken.installs);
    addUp(missedInstalls, taken.missedInstalls);
  }
  return {
    profiles: profiles.changed(),
    dispatches,
    links,
    installs,
    poisoned,
    drops: [...drops.values()],
    counts: counts.rows(),
    notes,
    missedInstalls,
  };
}

function addUp(sums: Map<string, number>, reasons: readonly string[]): void {
  for (const reason of reasons) sums.set(reason, (sums.get(reason) ?? 0) + 1);
}

function noteDrops(
  drops: Map<string, Drop>,
  ends: Taken['ends'],
  received: Received,
  syncs: readonly SyncConfig[],
): void {
  for (const { sync: id, what, reason, detail } of ends) {
    const key = `${id}\n${reason}`;
    if (what !== 'dropped' || drops.has(key)) continue;
    const sync = syncs.find((each) => each.id === id);
    if (sync !== undefined) drops.set(key, { received, sync, reason, ...(detail && { detail }) });
  }
}

/** Why nothing is done about an event, as it is counted. */
function passedOver(
  received: Received,
  suppressed: ReadonlySet<Received> | undefined,
  seen: Set<string>,
): readonly ['dropped' | 'duplicate', string] | undefined {
  if (suppressed?.has(received) === true) return ['dropped', 'suppressed'];
  return isRepetition(received.key, seen) ? ['duplicate', ''] : undefined;
}

function isRepetition(key: string | undefined, seen: Set<string>): boolean {
  if (key === undefined) return false;
  if (seen.has(key)) return true;
  seen.add(key);
  return false;
}

function attempt(received: Received, profiles: ProfileSet, syncs: readonly SyncConfig[]): Taken | Error {
  try {
    return takeEvent(received, profiles, syncs);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
  }
}

function entriesOf(dispatches: Map<string, EventDraft[]>, sync: string): EventDraft[] {
  const known = dispatches.get(sync);
  if (known !== undefined) return known;
  const fresh: EventDraft[] = [];
  dispatches.set(sync, fresh);
  return fresh;
}

/** Adds up what happens in a batch: one row per project, sync, kind and reason. */
class Counts {
  readonly #rows = new Map<string, Count>();

  add(project: string, sync: string | null, what: Count['what'], reason = ''): void {
    const key = `${what}\n${reason}\n${sync ?? ''}\n${project}`;
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { project, sync, what, reason, n: 1 });
    else row.n += 1;
  }

  rows(): Count[] {
    return [...this.#rows.values()];
  }
}
