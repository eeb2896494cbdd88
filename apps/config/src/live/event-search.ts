import { receivedEvents } from '@kochava-stream/contracts';
import { readRange, seqAt, streamState, type Nats } from '@kochava-stream/messaging';
import { type KeepOut } from '../deletions/keep-out.ts';
import { contentOf, eventsIn, type FoundEvent } from './found-event.ts';
import { contains, needlesOf, subjectFor, type Wanted } from './wanted.ts';

export interface Search {
  readonly project: string;
  readonly wanted: Wanted;
  /** Stored at or after, and before, ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only older ones than this sequence. */
  readonly before?: number | undefined;
  /** Enough; a chunk is not cut, so that there may be some more. */
  readonly limit: number;
}

export interface Searched {
  /** The newest first. */
  readonly events: readonly FoundEvent[];
  readonly bytes: number;
  /** When the oldest message that was looked at was stored, ms; undefined = none was. */
  readonly reached: number | undefined;
  /** Where to go on; undefined = everything was looked at. */
  readonly next: number | undefined;
}

/** What one search may cost. */
export interface Bounds {
  readonly bytes: number;
  readonly ms: number;
}

const defaults: Bounds = { bytes: 64 * 1024 * 1024, ms: 5_000 };
const firstWindow = 50;
const windowBytes = 4 * 1024 * 1024;
/** A window with more is given up for a smaller one. */
const mostWindowBytes = 4 * windowBytes;
const largestWindow = 20_000;

/** Looks for events in what the stream RECEIVED still holds, from now backwards, within bounds. */
export class EventSearch {
  constructor(
    private readonly nats: Nats,
    /** Of the system. */
    private readonly shards: number,
    private readonly keepOut: KeepOut,
    private readonly bounds: Bounds = defaults,
  ) {}

  async find(search: Search): Promise<Searched> {
    const { low, high: last } = await this.#range(search);
    const until = performance.now() + this.bounds.ms;
    const events: FoundEvent[] = [];
    let [bytes, high, span] = [0, last, firstWindow];
    let reached: number | undefined;
    const enough = () => events.length >= search.limit || bytes >= this.bounds.bytes || performance.now() > until;
    while (high >= low && !enough()) {
      const from = Math.max(low, high - span + 1);
      const window = await this.#window(search, from, high);
      bytes += window.bytes;
      span = nextSpan(span, window.bytes);
      if (window.cut) continue;
      const { project } = search;
      const shown = await this.keepOut.of(window.events, (found) => contentOf(project, found));
      events.push(...shown.toReversed());
      reached = window.oldest ?? reached;
      high = from - 1;
    }
    const rest = high >= low ? high + 1 : undefined;
    return { bytes, reached, ...page(events, search.limit, rest) };
  }

  async #range({ from, to, before }: Search): Promise<{ low: number; high: number }> {
    const { stream } = receivedEvents;
    const { firstSeq, lastSeq } = await streamState(this.nats, stream);
    const low = from === undefined ? firstSeq : await seqAt(this.nats, stream, from);
    const end = to === undefined ? lastSeq + 1 : await seqAt(this.nats, stream, to);
    return { low: Math.max(1, low), high: Math.min(end, before ?? end) - 1 };
  }

  async #window({ project, wanted }: Search, fromSeq: number, toSeq: number) {
    const subject = subjectFor(project, wanted, this.shards);
    const needles = needlesOf(project, wanted);
    const events: FoundEvent[] = [];
    let bytes = 0;
    let oldest: number | undefined;
    for await (const message of readRange(this.nats, { stream: receivedEvents.stream, subject, fromSeq, toSeq })) {
      bytes += message.bytes.byteLength;
      oldest ??= message.storedAt;
      if (bytes > mostWindowBytes && fromSeq < toSeq) return { events: [], bytes, oldest: undefined, cut: true };
      if (contains(message.bytes, needles)) events.push(...eventsIn(message, project, wanted));
    }
    return { events, bytes, oldest, cut: false };
  }
}

/** The first ones, with all of the last one's chunk. */
function page(
  events: readonly FoundEvent[],
  limit: number,
  rest: number | undefined,
): Pick<Searched, 'events' | 'next'> {
  const last = events[limit - 1];
  const shown = last === undefined ? events : events.filter(({ seq }) => seq >= last.seq);
  return { events: shown, next: last !== undefined && shown.length < events.length ? last.seq : rest };
}

/** So many messages that the next window has about as many bytes as it should. */
function nextSpan(span: number, bytes: number): number {
  const fitting = Math.floor((span * windowBytes) / Math.max(1, bytes));
  return Math.max(1, Math.min(largestWindow, span * 4, fitting));
}
