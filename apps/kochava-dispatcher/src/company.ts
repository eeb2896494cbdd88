import { decode, outcomeGates } from '@kochava-stream/contracts';
import { readShard, seqAt, type Nats, type ShardReader } from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';

export interface CompanyOptions {
  readonly logger: Logger;
  readonly now: () => number;
  /** Who is not heard of for so long is gone, ms: three of its reports. */
  readonly goneAfterMs?: number;
  /** After the reports could not be read, ms. */
  readonly againMs?: number;
}

/**
 * How many dispatchers there are: each tells every 20 s what it holds back. What a sync may do in all is shared by them. The
 * clock is that of hearing, since theirs may differ.
 */
export class Company {
  readonly #heardAt = new Map<string, number>();
  #listening = false;
  #closed = false;
  #reader: ShardReader | undefined;
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly nats: Nats,
    private readonly options: CompanyOptions,
  ) {}

  /** This one included; 1 until another one is heard of. */
  get size(): number {
    const { now, goneAfterMs = 65_000 } = this.options;
    const since = now() - goneAfterMs;
    for (const [dispatcher, at] of this.#heardAt) if (at < since) this.#heardAt.delete(dispatcher);
    return Math.max(1, this.#heardAt.size);
  }

  /** From now on; and those that were heard of lately. */
  listen(): void {
    if (this.#listening || this.#closed) return;
    this.#listening = true;
    void this.#read();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#reader?.close();
  }

  async #read(): Promise<void> {
    const { logger, now, goneAfterMs = 65_000, againMs = 5_000 } = this.options;
    const { stream } = outcomeGates;
    try {
      const fromSeq = await seqAt(this.nats, stream, now() - goneAfterMs);
      if (this.#closed) return;
      this.#reader = readShard(this.nats, { stream, subject: outcomeGates.subject({}), fromSeq });
      for await (const { bytes } of this.#reader) this.#heardAt.set(decode(outcomeGates, bytes).dispatcher, now());
    } catch (err) {
      if (!this.#closed) logger.warn({ err }, 'cannot hear of other dispatchers: a fixed rate may be more in all');
    }
    if (this.#closed) return;
    this.#again = setTimeout(() => void this.#read(), againMs);
    this.#again.unref();
  }
}
