import { beginning, chained, type Entry } from './entry.ts';

/** An entry as it is kept and exported. */
export interface Link {
  readonly seq: number;
  /** hex */
  readonly hash: string;
  readonly entry: string;
}

export type Verified =
  | { readonly ok: true; readonly entries: number; readonly head: { readonly seq: number; readonly hash: string } }
  | { readonly ok: false; readonly seq: number; readonly why: string };

/**
 * Follows the chain from the first entry on: nothing was changed, put in or taken out, up to the head. That nothing was
 * cut off at the end is known to who kept an older head: its `known` hashes must stand where they stood.
 */
export async function verifyChain(
  links: AsyncIterable<Link>,
  known: ReadonlyMap<number, string> = new Map(),
): Promise<Verified> {
  let previous: Buffer = beginning;
  let seq = 0;
  for await (const link of links) {
    seq += 1;
    if (link.seq !== seq) return { ok: false, seq, why: `entry ${seq} is missing; entry ${link.seq} comes next` };
    previous = chained(previous, link.entry);
    const hash = previous.toString('hex');
    if (hash !== link.hash) return { ok: false, seq, why: 'the entry or one before it was changed' };
    if ((known.get(seq) ?? hash) !== hash) return { ok: false, seq, why: 'the entry is not the one that was known' };
  }
  const lost = [...known.keys()].filter((each) => each > seq);
  if (lost.length > 0) return { ok: false, seq, why: `the log ends here; it once had entry ${Math.max(...lost)}` };
  return { ok: true, entries: seq, head: { seq, hash: previous.toString('hex') } };
}

/** Whether the columns of a row say what its entry says; the list is searched by them. */
export function columnsFit(
  row: { request: string; phase: string; project: string | null; who: string | null },
  entry: Entry,
) {
  const project = (entry.project ?? null) === row.project;
  const who = (entry.who.name === '' ? null : entry.who.name) === row.who;
  return project && who && entry.request === row.request && entry.phase === row.phase;
}
