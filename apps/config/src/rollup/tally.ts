import { type Count, type Outcome, type OutcomeCounts, type Outcomes } from '@kochava-stream/contracts';

/** Which parts of a message were counted already: one bit per part. */
export type Done = ReadonlyMap<string, Uint8Array>;

/** How many of what, and why. `sync` '' = the project as a whole. */
export interface Tally {
  readonly project: string;
  readonly sync: string;
  readonly what: string;
  readonly reason: string;
  n: number;
}

export type Counted = { readonly counts: OutcomeCounts } | { readonly outcomes: Outcomes };

/** The parts that a batch may count, by message: what must be loaded before `tally`. */
export function messagesIn(batch: readonly Counted[]): string[] {
  const ids = new Set<string>();
  for (const message of batch) {
    if ('counts' in message) ids.add(message.counts.id);
    else for (const outcome of message.outcomes.outcomes) ids.add(part(outcome.id).message);
  }
  return [...ids];
}

/**
 * Adds up a batch. Messages may come again, with the same ids: every part is counted once, its bit says so. Attempts
 * that will be repeated are no end and are not counted.
 */
export function tally(batch: readonly Counted[], done: Done): { tallies: Tally[]; done: Map<string, Uint8Array> } {
  const tallies = new Map<string, Tally>();
  const changed = new Map<string, Uint8Array>();
  const first = (message: string, index: number): boolean => {
    const bits = withRoom(changed.get(message) ?? done.get(message) ?? new Uint8Array(0), index);
    const mask = 1 << (index & 7);
    const counted = ((bits[index >> 3] as number) & mask) !== 0;
    bits[index >> 3] = (bits[index >> 3] as number) | mask;
    if (!counted) changed.set(message, bits);
    return !counted;
  };
  for (const { message, index, tallies: counted } of batch.flatMap(parts)) {
    if (first(message, index)) for (const one of counted) add(tallies, one);
  }
  return { tallies: [...tallies.values()], done: changed };
}

interface Part {
  readonly message: string;
  readonly index: number;
  readonly tallies: readonly Tally[];
}

/** A message of counts is one part; of outcomes, every one that is an end. */
function parts(message: Counted): Part[] {
  if ('counts' in message)
    return [{ message: message.counts.id, index: 0, tallies: message.counts.counts.map(fromCount) }];
  return message.outcomes.outcomes
    .filter(({ outcome }) => outcome !== 'retry')
    .map((outcome) => ({ ...part(outcome.id), tallies: [fromOutcome(outcome)] }));
}

/** An entry's id is `<message id>.<index>`. */
function part(entry: string): { message: string; index: number } {
  const dot = entry.lastIndexOf('.');
  return { message: entry.slice(0, dot), index: Number(entry.slice(dot + 1)) };
}

function withRoom(bits: Uint8Array, index: number): Uint8Array {
  const grown = new Uint8Array(Math.max(bits.length, (index >> 3) + 1));
  grown.set(bits);
  return grown;
}

function fromCount({ project, sync, what, reason, n }: Count): Tally {
  return { project, sync: sync ?? '', what, reason, n };
}

function fromOutcome({ project, sync, kind, outcome, class: reason }: Outcome): Tally {
  return { project, sync, what: `${kind}-${outcome}`, reason, n: 1 };
}

function add(tallies: Map<string, Tally>, one: Tally): void {
  const key = JSON.stringify([one.project, one.sync, one.what, one.reason]);
  const sum = tallies.get(key);
  if (sum === undefined) tallies.set(key, one);
  else sum.n += one.n;
}
