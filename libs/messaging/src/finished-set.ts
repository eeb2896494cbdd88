interface Finished {
  readonly storedAt: number;
  readonly until: number;
  readonly reply: string;
}

/**
 * Stream sequences of messages that are done, for a while. A server that crashes may forget the acks of its last moments
 * and deliver again what was done: such repeats are acked without another effect. The time a message was stored is
 * compared too, so that a stream that was made anew does not look finished.
 */
export class FinishedSet {
  readonly #done = new Map<number, Finished>();

  constructor(
    private readonly keepMs = 300_000,
    private readonly most = 200_000,
  ) {}

  get size(): number {
    return this.#done.size;
  }

  /** `reply`: where its ack went. */
  add(message: { seq: number; storedAt: number; reply: string }, now: number): void {
    const { seq, storedAt, reply } = message;
    this.#done.delete(seq);
    this.#done.set(seq, { storedAt, until: now + this.keepMs, reply });
    // Oldest first, because every entry is kept for the same time.
    for (const [oldest, { until }] of this.#done) {
      if (until > now && this.#done.size <= this.most) break;
      this.#done.delete(oldest);
    }
  }

  has(seq: number, storedAt: number, now: number): boolean {
    const entry = this.#done.get(seq);
    return entry !== undefined && entry.storedAt === storedAt && entry.until > now;
  }

  /** Where the acks of the last `forMs` went. */
  *repliesOfLast(forMs: number, now: number): Generator<string> {
    for (const { until, reply } of this.#done.values()) if (until - this.keepMs > now - forMs) yield reply;
  }
}
