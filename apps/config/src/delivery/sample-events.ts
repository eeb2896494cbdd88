import { decode, receivedEvents, type Sample } from '@kochava-stream/contracts';
import { type Nats } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { Forgotten, type Database } from '@kochava-stream/persistence';
import { withoutDeleted } from '../deletions/keep-out.ts';

const everyMs = 2_000;
const atATime = 20;
/** Longer ones are not shown. */
const mostText = 64_000;

/**
 * Fetches what the SDK sent from RECEIVED, which keeps it for 96 hours only, beside the samples of failures. Several
 * processes may do so at once; they find the same.
 */
export class SampleEvents {
  readonly #timer: NodeJS.Timeout;
  readonly #forgotten = new Forgotten();
  #fetching: Promise<void> | undefined;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly logger: Logger,
  ) {
    this.#timer = setInterval(() => {
      this.#fetching ??= this.#fetchSome().finally(() => (this.#fetching = undefined));
    }, everyMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#fetching;
  }

  async #fetchSome(): Promise<void> {
    try {
      const rows = await this.db.query<{ sample: Sample }>(
        'config_samples_wanted',
        `select sample from failure_sample where event is null and sample -> 'received' is not null limit ${atATime}`,
      );
      for (const { sample } of rows) await this.#fetch(sample);
    } catch (err) {
      this.logger.warn({ err }, 'the events of samples cannot be fetched now');
    }
  }

  async #fetch(sample: Sample): Promise<void> {
    const { project, acceptedAt: at } = sample;
    const found = [await this.#eventOf(sample)];
    const [event = null] = await withoutDeleted(this.db, this.#forgotten, found, (within) => ({ project, at, within }));
    const text = JSON.stringify(event);
    // 'null': not there any more, or of somebody who was deleted, so that nobody asks again.
    await this.db.execute('config_sample_event', 'update failure_sample set event = $2 where id = $1', [
      sample.id,
      text.length > mostText ? 'null' : text,
    ]);
  }

  /** null = it is not there any more, or another one is in its place. */
  async #eventOf({ received, project, acceptedAt, insertId }: Sample): Promise<object | null> {
    if (received === undefined) return null;
    const message = await this.nats.jsm.streams.getMessage(receivedEvents.stream, { seq: received.seq });
    if (message === null || !message.subject.startsWith(`${receivedEvents.name}.`)) return null;
    const { uploads } = decode(receivedEvents, message.data);
    const found = uploads.flatMap((upload) => upload.events.map((event) => ({ upload, event })))[received.index];
    if (found?.upload.project !== project || found.upload.receivedAt !== acceptedAt) return null;
    return found.event.insert_id === insertId ? found.event : null;
  }
}
