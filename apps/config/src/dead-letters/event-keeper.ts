import { decode, receivedEvents, type ReceivedEvents } from '@kochava-stream/contracts';
import { type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { Forgotten, type Database } from '@kochava-stream/persistence';
import { withoutDeleted } from '../deletions/keep-out.ts';
import { type KeptEvent } from './letter-row.ts';

/** A letter whose event is to be fetched. */
interface Wanted {
  readonly seq: number;
  readonly project: string;
  readonly insert_id: string | null;
  readonly accepted_at: number | null;
  readonly received_index: number;
}

const chunksAtATime = 8;
const idleMs = 1_000;
const troubledMs = 5_000;

/** So large that a message with it around could be too large for a stream. */
const mostText = 700_000;

/**
 * Fetches the events of new dead letters from RECEIVED, which keeps them for 96 hours only: with its event a letter can be
 * mapped anew for as long as it is kept itself. Several may do so at once; they find the same.
 */
export class EventKeeper {
  readonly #closing = new AbortController();
  readonly #forgotten = new Forgotten();
  readonly #running: Promise<void>;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly logger: Logger,
  ) {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        if (!(await this.#fetchSome())) await pause(idleMs, signal);
      } catch (err) {
        this.logger.warn({ err }, 'the events of dead letters cannot be fetched now');
        await pause(troubledMs, signal);
      }
    }
  }

  /** @returns whether there may be more */
  async #fetchSome(): Promise<boolean> {
    const chunks = await this.db.query<{ received_seq: number }>(
      'dead_letter_chunks_wanted',
      `SELECT DISTINCT received_seq FROM dead_letter WHERE event_state = 'wanted' ORDER BY received_seq LIMIT $1`,
      [chunksAtATime],
    );
    await Promise.all(chunks.map(({ received_seq: seq }) => this.#fetch(seq)));
    return chunks.length === chunksAtATime;
  }

  async #fetch(chunk: number): Promise<void> {
    const events = await this.#eventsOf(chunk);
    const letters = await this.db.query<Wanted>(
      'dead_letters_of_chunk',
      `SELECT seq, project, insert_id, accepted_at, received_index FROM dead_letter
       WHERE received_seq = $1 AND event_state = 'wanted'`,
      [chunk],
    );
    const found = letters.map((letter) => ({ letter, text: textOf(events[letter.received_index], letter) }));
    const kept = await withoutDeleted(this.db, this.#forgotten, found, ({ letter, text }) => {
      return { project: letter.project, at: letter.accepted_at, within: text };
    });
    const texts = found.map((one) => (kept.includes(one) ? one.text : null));
    await this.db.execute(
      'dead_letters_keep_events',
      `UPDATE dead_letter d SET event = k.event, event_state = CASE WHEN k.event IS NULL THEN 'gone' ELSE 'kept' END
       FROM unnest($1::bigint[], $2::text[]) AS k (seq, event) WHERE d.seq = k.seq AND d.event_state = 'wanted'`,
      [letters.map(({ seq }) => seq), texts],
    );
  }

  async #eventsOf(chunk: number): Promise<readonly Stored[]> {
    const message = await this.nats.jsm.streams.getMessage(receivedEvents.stream, { seq: chunk });
    if (message === null || !message.subject.startsWith(`${receivedEvents.name}.`)) return [];
    return decode(receivedEvents, message.data).uploads.flatMap(eventsIn);
  }
}

interface Stored extends KeptEvent {
  readonly project: string;
}

function eventsIn({
  project,
  receivedAt,
  uploadedAt,
  traceparent,
  events,
}: ReceivedEvents['uploads'][number]): Stored[] {
  const upload = { project, receivedAt, uploadedAt, ...(traceparent === undefined ? {} : { traceparent }) };
  return events.map((event) => ({ ...upload, event }));
}

/** null: it is not there any more, or another one is in its place because the stream was replaced. */
function textOf(found: Stored | undefined, letter: Wanted): string | null {
  if (found === undefined) return null;
  const { project, ...kept } = found;
  const isSame = project === letter.project && kept.receivedAt === letter.accepted_at;
  if (!isSame || (kept.event.insert_id ?? null) !== letter.insert_id) return null;
  const text = JSON.stringify(kept);
  return text.length > mostText ? null : text;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
