import {
  type Ends,
  type OutcomeCounts,
  type OutcomeEnds,
  type OutcomeRetries,
  type Retries,
} from '@kochava-stream/contracts';
import { countLatency, Points, type Point } from './points.ts';

/** Which parts of a message were counted already: one bit per part. */
export type Done = ReadonlyMap<string, Uint8Array>;

const nothing = new Uint8Array(0);

/** How many of what, and why. `sync` '' = the project as a whole. */
export interface Tally {
  readonly project: string;
  readonly sync: string;
  readonly what: string;
  readonly reason: string;
  n: number;
}

export type Counted =
  { readonly counts: OutcomeCounts } | { readonly ends: OutcomeEnds } | { readonly retries: OutcomeRetries };

/** What a batch comes to. */
export interface Added {
  /** For the books: sums of all time. */
  readonly tallies: Tally[];
  /** The same and the retries, by the minute. */
  readonly points: Point[];
  readonly done: Map<string, Uint8Array>;
}

/** The parts that a batch may count, by message: what must be loaded before `tally`. */
export function messagesIn(batch: readonly Counted[]): string[] {
  return [...new Set(batch.flatMap(countedIn))];
}

function countedIn(message: Counted): string[] {
  if ('counts' in message) return [message.counts.id];
  if ('ends' in message) return message.ends.ends.flatMap(({ parts }) => Object.keys(parts));
  return message.retries.retries.flatMap((retry) => Object.keys(retry.parts).map((id) => at(id, retry)));
}

/**
 * Adds up a batch. Messages may come again, with the same ids: every part is counted once, its bit says so.
 * @param now ms: when what says no time of its own happened
 */
export function tally(batch: readonly Counted[], done: Done, now: number): Added {
  const points = new Points();
  const changed = new Map<string, Uint8Array>();
  const first: First = (message, index) => {
    let bits = changed.get(message);
    if (bits === undefined || bits.length <= index >> 3) {
      bits = withRoom(bits ?? done.get(message) ?? nothing, index);
      changed.set(message, bits);
    }
    const mask = 1 << (index & 7);
    const byte = bits[index >> 3] as number;
    bits[index >> 3] = byte | mask;
    return (byte & mask) === 0;
  };
  for (const message of batch) {
    if ('counts' in message) addCounts(points, message.counts, first);
    else if ('ends' in message) for (const ends of message.ends.ends) addEnds(points, ends, first, now);
    else for (const retries of message.retries.retries) addRetries(points, retries, first);
  }
  const all = points.all();
  return { tallies: sums(all.filter(({ what }) => !isRetry(what))), points: all, done: changed };
}

type First = (message: string, index: number) => boolean;

function addCounts(points: Points, { id, at: when, counts }: OutcomeCounts, first: First): void {
  if (!first(id, 0)) return;
  for (const { project, sync, what, reason, n } of counts) {
    points.of({ project, sync: sync ?? '', what, reason }, when).n += n;
  }
}

/** Of each group of ends, those that are told for the first time. */
function addEnds(points: Points, ends: Ends, first: First, now: number): void {
  const { project, sync, kind, outcome, class: reason, parts, took, retried } = ends;
  const point = points.of({ project, sync, what: `${kind}-${outcome}`, reason }, ends.at ?? now);
  for (const [id, indexes] of Object.entries(parts)) {
    const again = new Set(retried?.[id]);
    for (const [place, index] of indexes.entries()) {
      if (!first(id, index)) continue;
      point.n += 1;
      point.retried += again.has(index) ? 1 : 0;
      countLatency(point.latency, took?.[id]?.[place]);
    }
  }
}

function addRetries(points: Points, retries: Retries, first: First): void {
  const { project, sync, kind, class: reason } = retries;
  const point = points.of({ project, sync, what: `${kind}-retry`, reason }, retries.at);
  for (const [id, indexes] of Object.entries(retries.parts)) {
    for (const index of indexes) if (first(at(id, retries), index)) point.n += 1;
  }
}

/** Each attempt of a message's entries is counted for itself. */
function at(message: string, { attempt }: Retries): string {
  return `${message}/${attempt}`;
}

function isRetry(what: string): boolean {
  return what === 'event-retry' || what === 'link-retry';
}

function sums(points: readonly Point[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { project, sync, what, reason, n } of points) {
    const key = JSON.stringify([project, sync, what, reason]);
    const sum = tallies.get(key);
    if (sum === undefined) tallies.set(key, { project, sync, what, reason, n });
    else sum.n += n;
  }
  return [...tallies.values()];
}

/** A copy with room for the index, and some more: what is given stays as it is. */
function withRoom(bits: Uint8Array, index: number): Uint8Array {
  const roomy = new Uint8Array(Math.max(bits.length, ((index >> 8) + 1) * 32));
  roomy.set(bits);
  return roomy;
}
