import { type OutcomeCounts, type OutcomeEnds } from '@kochava-stream/contracts';

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

export type Counted = { readonly counts: OutcomeCounts } | { readonly ends: OutcomeEnds };

/** The parts that a batch may count, by message: what must be loaded before `tally`. */
export function messagesIn(batch: readonly Counted[]): string[] {
  const ids = new Set<string>();
  for (const message of batch) {
    if ('counts' in message) ids.add(message.counts.id);
    else for (const id of message.ends.ends.flatMap(({ parts }) => Object.keys(parts))) ids.add(id);
  }
  return [...ids];
}

/**
 * Adds up a batch. Messages may come again, with the same ids: every part is counted once, its bit says so.
 */
export function tally(batch: readonly Counted[], done: Done): { tallies: Tally[]; done: Map<string, Uint8Array> } {
  const tallies = new Map<string, Tally>();
  const changed = new Map<string, Uint8Array>();
  const first = (message: string, index: number): boolean => {
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
    for (const one of 'counts' in message ? fromCounts(message.counts, first) : fromEnds(message.ends, first)) {
      add(tallies, one);
    }
  }
  return { tallies: [...tallies.values()], done: changed };
}

type First = (message: string, index: number) => boolean;

function fromCounts({ id, counts }: OutcomeCounts, first: First): Tally[] {
  if (!first(id, 0)) return [];
  return counts.map(({ project, sync, what, reason, n }) => ({ project, sync: sync ?? '', what, reason, n }));
}

/** Of each group of ends, how many are told for the first time. */
function fromEnds({ ends }: OutcomeEnds, first: First): Tally[] {
  return ends.map(({ project, sync, kind, outcome, class: reason, parts }) => {
    const entries = Object.entries(parts).flatMap(([id, indexes]) => indexes.filter((index) => first(id, index)));
    return { project, sync, what: `${kind}-${outcome}`, reason, n: entries.length };
  });
}

/** A copy with room for the index, and some more: what is given stays as it is. */
function withRoom(bits: Uint8Array, index: number): Uint8Array {
  const roomy = new Uint8Array(Math.max(bits.length, ((index >> 8) + 1) * 32));
  roomy.set(bits);
  return roomy;
}

function add(tallies: Map<string, Tally>, one: Tally): void {
  if (one.n === 0) return;
  const key = JSON.stringify([one.project, one.sync, one.what, one.reason]);
  const sum = tallies.get(key);
  if (sum === undefined) tallies.set(key, one);
  else sum.n += one.n;
}
