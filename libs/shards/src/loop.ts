import { type Database } from '@kochava-stream/persistence';
import { backoffMs, pause } from './backoff.ts';
import { gather, type Pick } from './gather.ts';
import { dropPublished } from './outbox-row.ts';
import { type OwnedShard, type Phase } from './owned-shard.ts';
import { type Ownership } from './ownership.ts';
import { processBatch, tryOnce, type Processing } from './process-batch.ts';
import { type OutboxRelay } from './relay.ts';
import { Sleeper } from './sleep.ts';
import { Ticker } from './ticker.ts';

export interface LoopParts<Parsed> {
  readonly db: Database;
  readonly maxBatch: number;
  readonly gatherMs: number;
  readonly ownership: Ownership<Parsed>;
  readonly relay: OutboxRelay;
  readonly processing: Processing<Parsed>;
}

/** How long published rows may stay in the outbox when no transaction comes that could drop them. */
const lingerMs = 50;

/** One transaction after the other: what is due, then what waits. */
export class Loop<Parsed> {
  readonly #parts: LoopParts<Parsed>;
  readonly #sleeper = new Sleeper();
  readonly wake = this.#sleeper.wake;
  #turn = 0;
  #beganAt = -Infinity;

  constructor(parts: LoopParts<Parsed>) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const ticker = new Ticker(this.#parts.processing);
    signal.addEventListener('abort', this.wake, { once: true });
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#round(ticker, signal);
        failures = 0;
      } catch (error) {
        this.#parts.processing.logger.error({ err: error }, 'the worker stumbled and goes on');
        await pause(backoffMs(failures), signal);
        failures += 1;
      }
    }
  }

  /** Drops the rows that have been published. */
  async dropPublished(): Promise<void> {
    const relay = this.#parts.relay;
    const published = [...relay.published];
    if (published.length === 0) return;
    await dropPublished(this.#parts.db, published);
    relay.forget(published);
  }

  async #round(ticker: Ticker<Parsed>, signal: AbortSignal): Promise<void> {
    await this.#parts.relay.room();
    await this.#handOver();
    await this.#moveQuiet();
    if (signal.aborted) return;
    await ticker.run(this.#shards('reading'));
    const picks = gather(this.#shards('reading'), this.#parts.maxBatch, this.#turn++);
    const gatheringMs = this.#gatheringMs(picks);
    if (picks.length === 0) await this.#rest(ticker.inMs);
    else if (gatheringMs > 0) await pause(gatheringMs, signal);
    else await this.#process(picks);
  }

  /** How long to let more come: under load few large transactions cost less than many small ones. */
  #gatheringMs(picks: readonly Pick<Parsed>[]): number {
    const units = picks.reduce((sum, { item }) => sum + item.weight, 0);
    return units >= this.#parts.maxBatch / 2 ? 0 : this.#beganAt + this.#parts.gatherMs - performance.now();
  }

  async #process(picks: readonly Pick<Parsed>[]): Promise<void> {
    const began = performance.now();
    this.#beganAt = began;
    const processing = this.#parts.processing;
    if ((await processBatch(processing, picks)) === 'interrupted') return;
    const units = picks.reduce((sum, { item }) => sum + item.weight, 0);
    processing.metrics.batch(units, (performance.now() - began) / 1000);
  }

  async #rest(untilTickMs: number): Promise<void> {
    const somethingToDrop = this.#parts.relay.published.length > 0;
    const called = await this.#sleeper.sleep(somethingToDrop ? Math.min(untilTickMs, lingerMs) : untilTickMs);
    // What came in the same turn of the event loop shares the transaction.
    if (called) await new Promise((resolve) => setImmediate(resolve));
    else await this.dropPublished();
  }

  /** A shard leaves when everything that it decided is published and dropped: its next owner has nothing to repeat. */
  async #handOver(): Promise<void> {
    const relay = this.#parts.relay;
    const ready = this.#shards('leaving').filter(({ shard }) => !relay.busyWith(shard));
    if (ready.length === 0) return;
    await this.dropPublished();
    await this.#parts.ownership.handOver(ready);
  }

  async #moveQuiet(): Promise<void> {
    const steps = this.#shards('reading').flatMap((shard) =>
      shard.lanes.flatMap((lane) => (lane.quietTo === undefined ? [] : [{ shard, lane, to: lane.quietTo }])),
    );
    if (steps.length === 0) return;
    const nothing = { outgoing: [], poisoned: 0 };
    const ending = await tryOnce(this.#parts.processing, { steps, run: () => Promise.resolve(nothing) });
    if (typeof ending !== 'string') throw ending.error;
  }

  #shards(phase: Phase): OwnedShard<Parsed>[] {
    return this.#parts.ownership.shards.filter((shard) => shard.phase === phase);
  }
}
