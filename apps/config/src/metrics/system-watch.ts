import { outcomeCounts, outcomeEnds } from '@kochava-stream/contracts';
import { oldestUnfinished, standings, streamState, type Nats, type SyncStanding } from '@kochava-stream/messaging';
import { syncLabel, type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { loadBooks, type Book } from './books.ts';
import { FsyncWatch } from './fsync-watch.ts';
import { tellSystem } from './system-metrics.ts';
import { Unaccounted } from './unaccounted.ts';

export interface SystemWatchParts {
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly monitorUrls: readonly string[];
  /** ms from one look to the next. Default 10,000. */
  readonly everyMs?: number;
}

/** What was found at the last look. */
export interface Found {
  readonly kvWaiting: number;
  readonly books: readonly Book[];
  readonly standings: ReadonlyMap<string, SyncStanding>;
  /** By sync, when its oldest unfinished message was stored, ms. */
  readonly oldest: ReadonlyMap<string, number>;
}

/** After a look that took long, so many times as long: a twentieth of the time is enough. */
const leastPause = 19;
const longestPauseMs = 120_000;

/** Looks at what nobody else can see as a whole, for its metrics: the syncs' consumers, the books, NATS' settings. */
export class SystemWatch {
  readonly #fsync: FsyncWatch;
  readonly #unaccounted = new Unaccounted();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #found: Found | undefined;

  constructor(private readonly parts: SystemWatchParts) {
    this.#fsync = new FsyncWatch(parts.monitorUrls, parts);
    tellSystem(parts.metrics, () => this.#found, this.#unaccounted);
    this.#running = parts.metrics.enabled ? this.#run(parts.everyMs ?? 10_000) : Promise.resolve();
  }

  async close(): Promise<void> {
    this.#fsync.close();
    this.#closing.abort();
    await this.#running;
  }

  async #run(everyMs: number): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let restMs = everyMs;
      try {
        const began = performance.now();
        this.#found = await this.#look();
        restMs = Math.min(longestPauseMs, Math.max(everyMs, (performance.now() - began) * leastPause));
      } catch (error) {
        // What was true then need not be true now: rather nothing than something old.
        this.#found = undefined;
        this.parts.logger.debug({ err: error }, 'the system cannot be looked at now');
      }
      await pause(restMs, signal);
    }
  }

  async #look(): Promise<Found> {
    const { db, nats } = this.parts;
    const countedTo = await this.#countedTo();
    const books = await loadBooks(db);
    const [kv] = await db.query<{ n: number }>('config_kv_waiting', 'select count(*)::integer as n from kv_outbox');
    const syncs = await db.query<{ id: string }>('config_sync_ids', 'select id from sync order by created_at, id');
    const ids = syncs.map(({ id }) => id);
    const found = await standings(nats, ids);
    const idle = new Set(ids.filter((id) => isIdle(found.get(id))));
    const { lastSeq: outcomesTo } = await streamState(nats, outcomeEnds.stream);
    this.#unaccounted.look({ books, idle, outcomesTo, countedTo });
    return { kvWaiting: kv?.n ?? 0, books, standings: found, oldest: await this.#oldest(found) };
  }

  /** Of the syncs that can have a name in the metrics. */
  async #oldest(found: ReadonlyMap<string, SyncStanding>): Promise<Map<string, number>> {
    const busy = [...found].filter(([, { main }]) => main.waiting + main.delivered > 0).slice(0, syncLabel.most);
    const oldest = new Map<string, number>();
    for (const [sync, { main }] of busy) {
      const at = await oldestUnfinished(this.parts.nats, sync, main.floor);
      if (at !== undefined) oldest.set(sync, at);
    }
    return oldest;
  }

  /** Both subjects of the books are counted up to here. */
  async #countedTo(): Promise<number> {
    const subjects = [outcomeCounts.subject({}), outcomeEnds.subject({})];
    const rows = await this.parts.db.query<{ seq: string }>(
      'config_counted_to',
      `select last_seq::text as seq from lease where consumer = 'config' and subject = any($1::text[])`,
      [subjects],
    );
    return rows.length < subjects.length ? 0 : Math.min(...rows.map(({ seq }) => Number(seq)));
  }
}

function isIdle(standing: SyncStanding | undefined): boolean {
  if (standing === undefined) return false;
  const { main, retry } = standing;
  return main.waiting + main.delivered + retry.waiting + retry.delivered === 0;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
