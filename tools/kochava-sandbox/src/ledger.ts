import { type Violation } from './checks/findings.ts';

/** What a request to Kochava was for; `other` for what Kochava does not know. */
export type Kind = 'event' | 'install' | 'update' | 'link' | 'other';

/** One request, from its start to its end. Times are milliseconds since the epoch, with fractions. */
export interface LedgerRow {
  /** 1, 2, 3 … in the order in which the exchanges ended. */
  n: number;
  /** When the request's head had arrived. */
  at: number;
  /** When the answer had been handed over completely; null = it never was (reset, or the sender hung up). */
  endedAt: number | null;
  /** When it was over: the answer handed over, or the sender or we had hung up. */
  overAt: number;
  method: string;
  path: string;
  kind: Kind;
  app: string | null;
  headers: Record<string, string>;
  rawBody: string;
  /** The parsed body; null where it is no JSON. */
  body: unknown;
  /** 0 = the connection was reset without an answer. */
  status: number;
  reply: string;
  /** The far end took the data, whether or not the sender heard of it. */
  accepted: boolean;
  violations: readonly Violation[];
  /** Remarkable, no violation: `duplicate-body`, `idfa-without-att`, `looks-like-email`, `dropped-unpaid`, `behaviour`. */
  flags: readonly string[];
}

/** A row as it is kept: head and body stay texts until somebody asks. */
export type Entry = Omit<LedgerRow, 'n' | 'headers' | 'body'> & { rawHeaders: readonly string[] };
type Kept = Omit<Entry, 'rawHeaders'> & { head: string };

export interface LedgerLimits {
  rows: number;
  /** Of heads and bodies together. */
  bytes: number;
}

/** The newest requests, bounded in number and size; what had to go is counted. */
export class Ledger {
  private kept: Kept[] = [];
  private start = 0;
  private bytes = 0;
  dropped = 0;
  readonly accepted: Record<Kind, number> = { event: 0, install: 0, update: 0, link: 0, other: 0 };
  readonly violations: Record<string, number> = {};
  readonly flags: Record<string, number> = {};

  constructor(private readonly limits: LedgerLimits) {}

  /** The number of the newest row. */
  get last(): number {
    return this.dropped + this.kept.length - this.start;
  }

  add({ rawHeaders, ...entry }: Entry): void {
    const kept = { ...entry, head: rawHeaders.join('\n') };
    this.kept.push(kept);
    this.bytes += sizeOf(kept);
    if (entry.accepted) this.accepted[entry.kind] += 1;
    for (const { name } of entry.violations) this.violations[name] = (this.violations[name] ?? 0) + 1;
    for (const name of entry.flags) this.flags[name] = (this.flags[name] ?? 0) + 1;
    while (this.kept.length - this.start > this.limits.rows || this.bytes > this.limits.bytes) this.drop();
  }

  /** The rows numbered above `since`, oldest first, `limit` at most; as they are now, however slowly they are read. */
  *rows(since = 0, limit = Infinity): Generator<LedgerRow> {
    const first = Math.max(since - this.dropped, 0);
    const from = this.dropped + first + 1;
    const chosen = this.kept.slice(this.start + first, this.start + first + limit);
    for (const [index, kept] of chosen.entries()) yield rowOf(kept, from + index);
  }

  clear(): void {
    this.kept = [];
    this.start = 0;
    this.bytes = 0;
    this.dropped = 0;
    for (const kind of Object.keys(this.accepted) as Kind[]) this.accepted[kind] = 0;
    for (const counts of [this.violations, this.flags]) {
      for (const name of Object.keys(counts)) delete counts[name];
    }
  }

  private drop(): void {
    const oldest = this.kept[this.start];
    if (oldest === undefined) return;
    this.bytes -= sizeOf(oldest);
    this.start += 1;
    this.dropped += 1;
    // Shift in large steps: one by one would move the whole list each time.
    if (this.start * 2 > this.kept.length) {
      this.kept = this.kept.slice(this.start);
      this.start = 0;
    }
  }
}

function rowOf({ head, ...kept }: Kept, n: number): LedgerRow {
  return { n, ...kept, headers: headersOf(head), body: bodyOf(kept.rawBody) };
}

function sizeOf({ head, rawBody, reply }: Kept): number {
  return head.length + rawBody.length + reply.length + 300;
}

/** Names in lower case; a repeated one keeps every value. */
function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const lines = head.split('\n');
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const name = (lines[index] ?? '').toLowerCase();
    const value = lines[index + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

function bodyOf(rawBody: string): unknown {
  try {
    return JSON.parse(rawBody);
  } catch {
    return null;
  }
}
