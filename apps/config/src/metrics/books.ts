import { type Database } from '@kochava-stream/persistence';

/** The sums of one sync, or of a project where `sync` is ''. */
export interface Book {
  readonly project: string;
  readonly sync: string;
  /** What became of events and links, as the tally calls it, to how many. */
  readonly sums: ReadonlyMap<string, number>;
}

/** All books, without their reasons. */
export async function loadBooks(db: Database): Promise<Book[]> {
  const rows = await db.query<{ project: string; sync: string; what: string; n: string }>(
    'config_books',
    'select project, sync, what, sum(n)::text as n from tally group by project, sync, what',
  );
  const groups = Map.groupBy(rows, ({ project, sync }) => JSON.stringify([project, sync]));
  return [...groups.values()].map((group) => ({
    project: group[0]?.project ?? '',
    sync: group[0]?.sync ?? '',
    sums: new Map(group.map(({ what, n }) => [what, Number(n)])),
  }));
}

/** What a sync was given and what became of it. */
export interface EventSums {
  readonly routed: number;
  readonly filtered: number;
  readonly dropped: number;
  readonly dispatched: number;
  readonly accepted: number;
  readonly dead: number;
  /** Taken back out of the dead letters: each is on its way once more, and ends once more. */
  readonly replayed: number;
}

export function eventSums({ sums }: Book): EventSums {
  const of = (what: string): number => sums.get(what) ?? 0;
  return {
    routed: of('routed'),
    filtered: of('filtered'),
    dropped: of('dropped'),
    dispatched: of('dispatched'),
    accepted: of('event-accepted'),
    dead: of('event-dead') + of('dead'),
    replayed: of('event-replayed'),
  };
}

/** routed − filtered − dropped − dispatched: counted in one transaction, so 0 at any time. */
export function difference({ routed, filtered, dropped, dispatched }: EventSums): number {
  return routed - filtered - dropped - dispatched;
}

/** dispatched, once or again, and not ended. Below 0 while an end is counted and the dispatch is not yet. */
export function inFlight({ dispatched, replayed, accepted, dead }: EventSums): number {
  return dispatched + replayed - accepted - dead;
}
