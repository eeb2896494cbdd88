import { holdStates } from '@kochava-stream/domain/identity';
import { type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { sends, type Syncs } from './devices.ts';
import { linkerMetrics } from './linker-metrics.ts';
import { countHolds, holdAges, oldestHolds, overdueHolds, type HoldCount } from './store/hold-counts.ts';

export interface HoldWatchParts {
  readonly db: Database;
  readonly syncs: Syncs;
  readonly owned: () => readonly number[];
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now?: () => number;
  /** How often the holds are counted, ms. Default 60,000. */
  readonly everyMs?: number;
  /** How often it is looked whether they must be: other shards are counted at once. Default 2,000. */
  readonly lookMs?: number;
  /** Pages of the table that a count may read. About 16 holds are in one. Default 15,000. */
  readonly mostPages?: number;
}

interface Found {
  /** Monotonic ms. */
  readonly at: number;
  readonly shards: readonly number[];
  readonly holds: readonly HoldCount[];
  readonly oldest: ReadonlyMap<string, number>;
  readonly overdue: ReadonlyMap<string, number>;
  readonly tookMs: number;
}

const nothing: Found = { at: -Infinity, shards: [], holds: [], oldest: new Map(), overdue: new Map(), tookMs: 0 };
/** After a count that took long, so many times as long. */
const leastPause = 19;

/** Counts what is held in the owned shards, for the metrics: there may be ten million holds. */
export class HoldWatch {
  readonly #parts: Required<HoldWatchParts>;
  #found = nothing;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: HoldWatchParts) {
    this.#parts = { now: Date.now, everyMs: 60_000, lookMs: 2_000, mostPages: 15_000, ...parts };
    if (!parts.metrics.enabled) return;
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
      if (this.#isOld()) this.#found = await this.#count();
    } catch (error) {
      logger.debug({ err: error }, 'the holds cannot be counted now');
    }
    this.#wait(Math.max(lookMs, (performance.now() - began) * leastPause));
  }

  #isOld(): boolean {
    const { owned, everyMs } = this.#parts;
    return performance.now() - this.#found.at >= everyMs || owned().join() !== this.#found.shards.join();
  }

  async #count(): Promise<Found> {
    const { db, syncs, owned, now, mostPages } = this.#parts;
    const at = performance.now();
    const shards = owned();
    if (shards.length === 0) return { ...nothing, at };
    const ids = (from: ReturnType<Syncs['all']>): string[] => from.map(({ id }) => id);
    const holds = await countHolds(db, { shards, now: now(), mostPages });
    const oldest = await oldestHolds(db, { shards, syncs: ids(syncs.all()) });
    const overdue = await overdueHolds(db, { shards, syncs: ids(syncs.all().filter(sends)) }, now());
    return { at, shards, holds, oldest, overdue, tookMs: performance.now() - at };
  }

  #tell(metrics: Metrics): void {
    const { syncs, now } = this.#parts;
    const known = () => syncs.all().map(({ id }) => id);
    const since = (times: ReadonlyMap<string, number>) => [
      ...known().map((sync) => [{ sync }, 0] as const),
      ...[...times].map(([sync, at]) => [{ sync }, Math.max(0, now() - at) / 1000] as const),
    ];
    metrics.gauge(linkerMetrics.holds, () => [
      ...known().flatMap((sync) => holdAges.map((age) => [{ sync, age }, 0] as const)),
      ...summed(this.#found.holds, ({ sync, age }) => ({ sync, age })),
    ]);
    metrics.gauge(linkerMetrics.waiting, () => [
      ...known().flatMap((sync) => holdStates.map((state) => [{ sync, state }, 0] as const)),
      ...summed(this.#found.holds, ({ sync, state }) => ({ sync, state })),
    ]);
    metrics.gauge(linkerMetrics.oldest, () => since(this.#found.oldest));
    metrics.gauge(linkerMetrics.overdue, () => since(this.#found.overdue));
    metrics.gauge(linkerMetrics.counting, () => [[{}, this.#found.tookMs / 1000]]);
  }
}

/** What is counted, added up by what the labels keep of it. */
function summed<Labels extends object>(
  holds: readonly HoldCount[],
  labelsOf: (of: HoldCount) => Labels,
): (readonly [Labels, number])[] {
  const sums = new Map<string, readonly [Labels, number]>();
  for (const hold of holds) {
    const labels = labelsOf(hold);
    const key = JSON.stringify(labels);
    sums.set(key, [labels, (sums.get(key)?.[1] ?? 0) + hold.n]);
  }
  return [...sums.values()];
}
