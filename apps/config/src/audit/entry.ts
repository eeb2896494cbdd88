import { createHash } from 'node:crypto';

/** What the audit log says of a request that changes something: one entry before it is tried, one when it is over. */
export interface Entry {
  readonly v: 1;
  /** ISO 8601 */
  readonly at: string;
  /** The request's id: `began` and `ended` of a request have the same. */
  readonly request: string;
  /** `did`: what was over when it was written down. */
  readonly phase: 'began' | 'ended' | 'did';
  readonly who: { readonly kind: 'person' | 'token' | 'nobody'; readonly id: string; readonly name: string };
  readonly method?: string;
  /** With the names of its parameters: `/api/syncs/:id`. */
  readonly route?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly project?: string;
  readonly ip?: string;
  /** The answer's; not in `began`. */
  readonly status?: number;
  readonly before?: unknown;
  readonly after?: unknown;
}

const most = 64 * 1024;

/** The text that is kept and hashed. What would be too long is left out; a fingerprint says what it was. */
export function entryText(entry: Entry): string {
  const text = JSON.stringify(entry);
  if (text.length <= most) return text;
  const { before, after, ...rest } = entry;
  return JSON.stringify({ ...rest, before: abridged(before), after: abridged(after) });
}

/** The hash of an entry, over the one before it. */
export function chained(previous: Uint8Array, text: string): Buffer {
  return createHash('sha256').update(previous).update(text).digest();
}

/** Before the first entry. */
export const beginning = Buffer.alloc(32);

function abridged(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return { leftOut: `${text.length} characters`, sha256: createHash('sha256').update(text).digest('hex') };
}
