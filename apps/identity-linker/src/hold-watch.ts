import { type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { sends, type Syncs } from './devices.ts';
import { linkerMetrics } from './linker-metrics.ts';
import { countHolds, holdAges, overdueHolds, type HoldCount } from './store/hold-counts.ts';

export interface HoldWatchParts {
  readonly db: Database;
  readonly syncs: Syncs;
  readonly owned: () => readonly number[];
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now?: () => number;
  /** How often each owned shard is counted, ms. Default 60,000. */
  readonly everyMs?: number;
  /** How often it is looked which one is next. Default 2,000. */
  readonly lookMs?: number;
}

interface Counted {
  /** Monotonic ms. */
  readonly at: number;
  readonly holds: readonly HoldCount[];
}

/** After a count that took long, so many times as long: what is counted may be ten million holds. */
const leastPause = 19;

/**
 * Counts what is held in the owned shards, one after the other, for the metrics. Each count reads one shard of one index;
 * the more there is to count, the rarer it is counted.
 */
export class HoldWatch {
  readonly #parts: Required<HoldWatchParts>;
  readonly #counted = new Map<number, Counted>();
  #overdue: ReadonlyMap<string, number> = new Map();
  #tookMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: HoldWatchParts) {
    this.#parts = { now: Date.now, everyMs: 60_000, lookMs: 2_000, ...parts };
    this.#tell(parts.metrics);
    this.#wait(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #wait(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { lookMs, logger } = this.#parts;
    const began = performance.now();
    try {
      const shard = this.#next();
      if (shard !== undefined) await this.#count(shard);
      await this.#findOverdue();
    } catch (error) {
      logger.debug({ err: error }, 'the holds cannot be counted now');
    }
    this.#wait(Math.max(lookMs, (performance.now() - began) * leastPause));
  }

  /** The owned shard whose count is oldest, if it is old enough. */
  #next(): number | undefined {
    const { owned, everyMs } = this.#parts;
    const shards = owned();
    for (const shard of this.#counted.keys()) if (!shards.includes(shard)) this.#counted.delete(shard);
    const at = (shard: number): number => this.#counted.get(shard)?.at ?? -Infinity;
    const [oldest] = shards.toSorted((a, b) => at(a) - at(b));
    return oldest !== undefined && performance.now() - at(oldest) >= everyMs ? oldest : undefined;
  }

  async #count(shard: number): Promise<void> {
    const { db, now } = this.#parts;
    const at = performance.now();
    this.#counted.set(shard, { at, holds: await countHolds(db, shard, now()) });
    this.#tookMs = performance.now() - at;
  }

  async #findOverdue(): Promise<void> {
    const { db, syncs, owned, now } = this.#parts;
    const sending = syncs
      .all()
      .filter(sends)
      .map(({ id }) => id);
    this.#overdue = await overdueHolds(db, { sending, shards: owned(), now: now() });
  }

  #tell(metrics: Metrics): void {
    const { syncs, now, owned } = this.#parts;
    const known = () => syncs.all().map(({ id }) => id);
    const holds = () => owned().flatMap((shard) => this.#counted.get(shard)?.holds ?? []);
    metrics.gauge(linkerMetrics.holds, () => [
      ...known().flatMap((sync) => holdAges.map((age) => [{ sync, age }, 0] as const)),
      ...holds().map(({ sync, age, n }) => [{ sync, age }, n] as const),
    ]);
    metrics.gauge(linkerMetrics.oldest, () => [
      ...known().map((sync) => [{ sync }, 0] as const),
      ...holds().map(({ sync, oldest }) => [{ sync }, (now() - oldest) / 1000] as const),
    ]);
    metrics.gauge(linkerMetrics.overdue, () => [
      ...known().map((sync) => [{ sync }, 0] as const),
      ...[...this.#overdue].map(([sync, since]) => [{ sync }, (now() - since) / 1000] as const),
    ]);
    metrics.gauge(linkerMetrics.counting, () => [[{}, this.#tookMs / 1000]]);
  }
}
