import { type Logger } from '@kochava-stream/observability';
import { backoffMs, pause } from './backoff.ts';
import { type OutboxRow } from './outbox-row.ts';

/** Asked before publishing: what to publish; undefined = another owner does it. */
export type Claim = (rows: readonly OutboxRow[]) => Promise<readonly OutboxRow[] | undefined>;

/** The messages of one committed transaction, or what an earlier owner left. */
interface Parcel {
  readonly rows: readonly OutboxRow[];
  readonly claim: Claim;
  readonly done: PromiseWithResolvers<void>;
  /** ms, monotonic. */
  readonly since: number;
}

export interface RelayOptions {
  /** Stores all of them, in order, each under its id. */
  readonly publish: (rows: readonly OutboxRow[], signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
  /** Parcels that may wait before `room` makes the worker wait. */
  readonly most: number;
  /** Told when a parcel is done. */
  readonly onDone: () => void;
  /** No transaction will come any more: nobody is kept waiting for room. */
  readonly closing: AbortSignal;
}

/**
 * Publishes what transactions decided, one parcel after the other in the order of their commits, beside the next transaction.
 * A parcel is tried until it is published: what cannot be published holds up the worker, and nothing is lost.
 */
export class OutboxRelay {
  readonly #options: RelayOptions;
  readonly #parcels: Parcel[] = [];
  readonly #abort = new AbortController();
  #published: string[] = [];
  #running: Promise<void> | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #problem: string | undefined;

  constructor(options: RelayOptions) {
    this.#options = options;
    options.closing.addEventListener('abort', () => this.#makeRoom(), { once: true });
  }

  /** Rows not published yet. */
  get waiting(): number {
    return this.#parcels.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  /** How long the oldest of them has waited, ms. */
  get waitingMs(): number {
    const [oldest] = this.#parcels;
    return oldest === undefined ? 0 : performance.now() - oldest.since;
  }

  /** Why publishing does not get on, if it does not. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Ids whose rows can go. They stay in the list until `forget`, because the deletion may fail. */
  get published(): readonly string[] {
    return this.#published;
  }

  forget(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    this.#published = this.#published.filter((id) => !gone.has(id));
  }

  /** Resolves when the rows are published, or when they have become another owner's. */
  push(rows: readonly OutboxRow[], claim: Claim): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    const parcel = { rows, claim, done: Promise.withResolvers<void>(), since: performance.now() };
    this.#parcels.push(parcel);
    this.#running ??= this.#run();
    return parcel.done.promise;
  }

  /** Does any waiting row belong to a transaction of this shard? */
  busyWith(shard: number): boolean {
    return this.#parcels.some(({ rows }) => rows.some(({ shards }) => shards.includes(shard)));
  }

  /** Resolves when another transaction may run. */
  room(): Promise<void> {
    if (this.#parcels.length < this.#options.most || this.#options.closing.aborted) return Promise.resolve();
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** Waits for everything to be published, up to `ms`, and gives the rest up: it stays in the outbox. */
  async close(ms: number): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(), ms);
    await this.#running;
    clearTimeout(timer);
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    for (let parcel = this.#parcels[0]; parcel !== undefined; parcel = this.#parcels[0]) {
      const published = await this.#publish(parcel);
      this.#published.push(...published.map(({ id }) => id));
      this.#parcels.shift();
      parcel.done.resolve();
      this.#makeRoom();
      this.#options.onDone();
    }
    // In the same turn as the last look at the parcels: what comes later starts another run.
    this.#running = undefined;
  }

  /** @returns what was published */
  async #publish({ rows, claim }: Parcel): Promise<readonly OutboxRow[]> {
    const { signal } = this.#abort;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const claimed = await claim(rows);
        if (claimed === undefined || signal.aborted) return [];
        await this.#options.publish(claimed, signal);
        this.#problem = undefined;
        return claimed;
      } catch (error) {
        if (signal.aborted) return [];
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#options.logger.error({ err: error, rows: rows.length }, 'what was decided cannot be published yet');
        await pause(backoffMs(attempt + 4), signal);
      }
    }
    return [];
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }
}
