import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { Coalescer, PublishFailed } from '@kochava-stream/messaging';
import { type Logger, type Traceparent } from '@kochava-stream/observability';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { chunkBytes, chunkOf, splitUpload, type Part, type UploadFrame } from './upload-parts.ts';

/** What became of an upload. Everything but `stored` may have been stored in part: the client sends it again. */
export type Stored = 'stored' | 'event-too-large' | 'queue-full' | 'publish-failed' | 'deadline-passed';

export interface IntakeOptions {
  readonly shards: number;
  /** An upload that is not stored by then is given up, ms. */
  readonly deadlineMs: number;
  readonly maxWaitingBytes: number;
  /** Stores one chunk under an id of its own; rejects when it could not within `deadlineMs`. */
  readonly publish: (chunk: ChunkToStore) => Promise<void>;
  /** The bytes of a message that holds the parts. Default: one of received events. */
  readonly join?: (parts: readonly Pick<Part, 'text'>[]) => Buffer;
  readonly metrics: IngestMetrics;
  readonly logger: Logger;
}

export interface ChunkToStore {
  readonly shard: number;
  readonly bytes: Buffer;
  readonly deadlineMs: number;
  /** Where the uploads inside stand in their traces. */
  readonly causes: readonly (Traceparent | undefined)[];
}

interface Waiting {
  readonly text: string;
  readonly traceparent: Traceparent | undefined;
  readonly since: number;
  readonly deadline: number;
}

/** Every upload of the chunk had been given up before the chunk's turn came. */
class NobodyWaits extends Error {
  override readonly name = 'NobodyWaits';
}

/**
 * Gathers concurrent uploads into chunks, one being stored per shard at a time, so that a device's events stay in the
 * order in which they came through every retry. Bounded in bytes and in time whatever the broker does.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #coalescer: Coalescer<Waiting>;
  #failing = false;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#coalescer = new Coalescer({
      maxBytes: chunkBytes,
      inFlightPerKey: 1,
      publish: (shard, items) => this.#publish(shard, items),
    });
  }

  get waitingBytes(): number {
    return this.#coalescer.bytesWaiting;
  }

  /** @param mostMs who waits gives up by then, where that is before the deadline of all */
  async store(frame: UploadFrame, events: readonly AmplitudeEvent[], mostMs?: number): Promise<Stored> {
    const parts = splitUpload(frame, events, this.#options.shards);
    return parts === undefined ? 'event-too-large' : this.storeParts(parts, frame.traceparent, mostMs);
  }

  /** Stores what is split by shard already. */
  async storeParts(
    parts: readonly Part[],
    traceparent: Traceparent | undefined,
    mostMs = Infinity,
  ): Promise<Exclude<Stored, 'event-too-large'>> {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
    if (this.waitingBytes + bytes > this.#options.maxWaitingBytes) return 'queue-full';
    const deadlineMs = Math.min(this.#options.deadlineMs, mostMs);
    return this.#within(deadlineMs, this.#add(parts, traceparent, deadlineMs));
  }

  /** Resolves when nothing waits any more: at the latest when the last upload's deadline has passed. */
  async close(): Promise<void> {
    await this.#coalescer.close();
  }

  #add(parts: readonly Part[], traceparent: Traceparent | undefined, deadlineMs: number): Promise<unknown> {
    const since = performance.now();
    const deadline = since + deadlineMs;
    return Promise.all(
      parts.map(({ shard, text, bytes }) => this.#coalescer.add(shard, { text, traceparent, since, deadline }, bytes)),
    );
  }

  #within(deadlineMs: number, stored: Promise<unknown>): Promise<Exclude<Stored, 'event-too-large'>> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('deadline-passed'), deadlineMs);
      const settle = (outcome: 'stored' | 'publish-failed') => () => {
        clearTimeout(timer);
        resolve(outcome);
      };
      stored.then(settle('stored'), settle('publish-failed'));
    });
  }

  async #publish(shard: number, items: readonly Waiting[]): Promise<void> {
    const now = performance.now();
    const waiting = items.filter((item) => item.deadline > now);
    const [first] = waiting;
    const last = waiting.at(-1);
    if (first === undefined || last === undefined) throw new NobodyWaits();
    const bytes = (this.#options.join ?? chunkOf)(waiting);
    const { metrics } = this.#options;
    metrics.chunk({ bytes: bytes.length, uploads: waiting.length, waitedMs: now - first.since });
    try {
      const causes = waiting.map(({ traceparent }) => traceparent);
      await this.#options.publish({ shard, bytes, deadlineMs: last.deadline - now, causes });
    } catch (error) {
      this.#failed(shard, error);
      throw error;
    }
    metrics.published(performance.now() - now);
    this.#recovered();
  }

  /** An outage is one line, not one per chunk. */
  #failed(shard: number, error: unknown): void {
    const reason = error instanceof PublishFailed ? error.reason : 'error';
    this.#options.metrics.publishFailed(reason);
    if (this.#failing) return;
    this.#failing = true;
    this.#options.logger.error({ err: error, shard, reason }, 'events cannot be stored: uploads are answered 429');
  }

  #recovered(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#options.logger.info('events are being stored again');
  }
}
