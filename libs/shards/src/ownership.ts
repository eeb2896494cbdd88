import { type Logger } from '@kochava-stream/observability';
import { backoffMs, pause } from './backoff.ts';
import { type Beginning, type LeaseStore, type ShardStanding, type Survey, type TakenShard } from './lease-store.ts';
import { type ShardCounting } from './metrics.ts';
import { type OwnedShard } from './owned-shard.ts';
import { Sleeper } from './sleep.ts';

export interface OwnershipOptions<Parsed> {
  readonly store: LeaseStore;
  readonly owner: string;
  readonly shards: number;
  readonly leaseMs: number;
  readonly logger: Logger;
  readonly metrics: ShardCounting;
  readonly signal: AbortSignal;
  /** Where the subjects of these shards begin for who has never read them. */
  readonly beginnings: (shards: readonly number[]) => Promise<Beginning[]>;
  readonly opened: (taken: TakenShard) => OwnedShard<Parsed>;
  /** Brings a shard from `starting` to `reading`; called again after a pause when it fails. */
  readonly start: (shard: OwnedShard<Parsed>) => Promise<void>;
  /** ms that the running transaction has been going on. */
  readonly busyMs: () => number;
  /** The database's time, and when it was asked for it; monotonic ms. */
  readonly heardTime: (time: number, asked: number) => void;
  /** The shards have changed. */
  readonly wake: () => void;
}

/** A transaction that takes longer than this will not end: others must be able to take the shards. */
const stuckMs = 60_000;
/** Behind this, a committed message that was not published yet is published only after a look at the leases. */
const freshMs = 60_000;

/** Keeps, takes and gives up shards: a fair share of them, and none that somebody else owns. */
export class Ownership<Parsed> {
  readonly #options: OwnershipOptions<Parsed>;
  readonly #owned = new Map<number, OwnedShard<Parsed>>();
  readonly #pollMs: number;
  #renewedAt = -Infinity;
  /** When the leases were last seen in the database; monotonic ms. */
  #confirmedAt = performance.now();
  #looked = Promise.withResolvers<void>();
  #problem: string | undefined;
  readonly #sleeper = new Sleeper();

  constructor(options: OwnershipOptions<Parsed>) {
    this.#options = options;
    this.#pollMs = Math.max(50, Math.min(1_000, options.leaseMs / 10));
  }

  /** Every shard in memory, by number. */
  get shards(): OwnedShard<Parsed>[] {
    return [...this.#owned.values()].sort((a, b) => a.shard - b.shard);
  }

  /** Why this worker cannot do its work; undefined = it can. */
  get problem(): string | undefined {
    const silentMs = performance.now() - this.#confirmedAt;
    if (silentMs > this.#options.leaseMs)
      return this.#problem ?? `no look at the leases for ${Math.round(silentMs)} ms`;
    return undefined;
  }

  /** Looks after the leases until the signal. */
  async run(): Promise<void> {
    const { signal, logger } = this.#options;
    signal.addEventListener('abort', this.#sleeper.wake, { once: true });
    while (!signal.aborted) {
      try {
        await this.#tend();
        if (this.#problem !== undefined) logger.info('the leases can be looked after again');
        this.#problem = undefined;
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (this.#problem === undefined) logger.warn({ err: error }, 'the leases cannot be looked after now');
        this.#problem = problem;
      }
      await this.#sleeper.sleep(this.#pollMs);
    }
    this.#looked.resolve();
  }

  /** These were lost, or may have been: forgets them; the next look takes them again if they are free or still ours. */
  lost(shards: readonly OwnedShard<Parsed>[]): void {
    this.#options.metrics.leases('lost', shards.filter(({ phase }) => phase !== 'gone').length);
    for (const shard of shards) this.#drop(shard);
    this.#sleeper.wake();
  }

  /** Hands over a shard that has nothing left to publish. */
  async handOver(shards: readonly OwnedShard<Parsed>[]): Promise<void> {
    await this.#options.store.release(shards);
    this.#options.metrics.leases('handed-over', shards.length);
    for (const shard of shards) this.#drop(shard);
    this.#options.logger.info({ shards: shards.map(({ shard }) => shard) }, 'shards handed over');
  }

  /** Those of the shards that are still ours; after a long silence only once the database has said so. */
  async ours(shards: readonly OwnedShard<Parsed>[]): Promise<OwnedShard<Parsed>[]> {
    const { signal, leaseMs } = this.#options;
    const fresh = () => performance.now() - this.#confirmedAt <= Math.max(freshMs, leaseMs);
    while (!fresh() && !signal.aborted) {
      this.#sleeper.wake();
      await this.#looked.promise;
    }
    return fresh() ? shards.filter((shard) => shard.phase !== 'gone') : [];
  }

  async #tend(): Promise<void> {
    const { store, owner, shards, leaseMs, busyMs, signal } = this.#options;
    const now = performance.now();
    if (now - this.#renewedAt >= leaseMs / 3 && busyMs() < stuckMs) {
      await store.renew(this.shards);
      this.#renewedAt = now;
    }
    const asked = performance.now();
    const survey = await store.survey(shards);
    this.#options.heardTime(survey.now, asked);
    for (const standing of survey.shards) this.#compare(standing);
    this.#confirmedAt = now;
    this.#looked.resolve();
    this.#looked = Promise.withResolvers();
    const share = fairShare(shards, survey.members);
    const serving = this.shards.filter(({ phase }) => phase !== 'leaving');
    for (const shard of serving.slice(share)) this.#giveUp(shard);
    const open = survey.shards.filter((each) => isOpen(each, owner, this.#owned));
    if (serving.length < share && open.length > 0 && !signal.aborted) await this.#take(open);
  }

  #compare({ shard, owner, epoch }: ShardStanding): void {
    const mine = this.#owned.get(shard);
    if (mine === undefined || (owner === this.#options.owner && epoch === mine.epoch)) return;
    if (mine.phase !== 'leaving') {
      this.#options.metrics.leases('lost', 1);
      this.#options.logger.warn({ shard, owner }, 'a shard has another owner');
    }
    this.#drop(mine);
  }

  #giveUp(shard: OwnedShard<Parsed>): void {
    shard.leave();
    this.#options.wake();
  }

  async #take(candidates: readonly ShardStanding[]): Promise<void> {
    const { store, owner, shards, opened } = this.#options;
    const unread = candidates.filter((each) => each.unread).map(({ shard }) => shard);
    const beginnings = unread.length === 0 ? [] : await this.#options.beginnings(unread);
    const choose = (survey: Survey) =>
      survey.shards
        .filter((each) => isOpen(each, owner, this.#owned) && (!each.unread || unread.includes(each.shard)))
        .map(({ shard }) => shard)
        .slice(0, Math.max(0, fairShare(shards, survey.members) - this.#owned.size));
    const taken = await store.take(beginnings, choose, shards);
    for (const each of taken) {
      this.#options.metrics.leases(each.fromSilentOwner ? 'taken-over' : 'taken', 1);
      const shard = opened(each);
      this.#owned.set(each.shard, shard);
      void this.#start(shard);
    }
    if (taken.length > 0) this.#options.logger.info({ shards: taken.map(({ shard }) => shard) }, 'shards taken');
  }

  async #start(shard: OwnedShard<Parsed>): Promise<void> {
    const { start, signal, logger, wake } = this.#options;
    for (let attempt = 0; shard.phase === 'starting' && !signal.aborted; attempt += 1) {
      try {
        await start(shard);
        wake();
        return;
      } catch (error) {
        logger.warn({ err: error, shard: shard.shard }, 'a shard cannot start yet');
        await pause(backoffMs(attempt), signal);
      }
    }
  }

  #drop(shard: OwnedShard<Parsed>): void {
    shard.drop();
    if (this.#owned.get(shard.shard) === shard) this.#owned.delete(shard.shard);
    this.#options.wake();
  }
}

/** Rounded up, so that every shard has a place; some workers may have none. */
function fairShare(shards: number, members: number): number {
  return Math.ceil(shards / Math.max(1, members));
}

/** Free, or ours by the database and not in memory: lost track of after an unknown commit. */
function isOpen({ shard, free, owner }: ShardStanding, me: string, owned: ReadonlyMap<number, unknown>): boolean {
  return !owned.has(shard) && (free || owner === me);
}
