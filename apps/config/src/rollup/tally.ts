import { type Count, type Ends, type OutcomeCounts, type OutcomeEnds } from '@kochava-stream/contracts';

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
    else for (const { parts } of message.ends.ends) for (const id of Object.keys(parts)) ids.add(id);
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
    if ('counts' in message) {
      if (first(message.counts.id, 0)) for (const count of message.counts.counts) add(tallies, fromCount(count));
    } else {
      for (const ends of message.ends.ends) add(tallies, { ...fromEnds(ends), n: firsts(ends, first) });
    }
  }
  return { tallies: [...tallies.values()], done: changed };
}

/** How many of these ends are told for the first time. */
function firsts({ parts }: Ends, first: (message: string, index: number) => boolean): number {
  let n = 0;
  for (const [message, indexes] of Object.entries(parts))
    for (const index of indexes) if (first(message, index)) n += 1;
  return n;
}

/** The same bits with room for one more; a copy only where there is none, so that the given ones stay as they are. */
function withRoom(bits: Uint8Array, index: number): Uint8Array {
  const grown = new Uint8Array(Math.max(2 * bits.length, (index >> 3) + 1));
  grown.set(bits);
  return grown;
}

function fromCount({ project, sync, what, reason, n }: Count): Tally {
  return { project, sync: sync ?? '', what, reason, n };
}

function fromEnds({ project, sync, kind, outcome, class: reason }: Ends): Omit<Tally, 'n'> {
  return { project, sync, what: `${kind}-${outcome}`, reason };
}

function add(tallies: Map<string, Tally>, one: Tally): void {
  if (one.n === 0) return;
  const key = JSON.stringify([one.project, one.sync, one.what, one.reason]);
  const sum = tallies.get(key);
  if (sum === undefined) tallies.set(key, one);
  else sum.n += one.n;
}
