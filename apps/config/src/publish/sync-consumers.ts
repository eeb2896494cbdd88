import { type SyncConfig } from '@kochava-stream/contracts';
import {
  consumerFloor,
  ensureSyncConsumers,
  StreamReplaced,
  type Nats,
  type SyncFloor,
} from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';

const everyMs = 5_000;
/** A dispatcher that died holds the window of its syncs for so long: as a lease of a shard, so that all gaps are alike. */
const ackWaitMs = 15_000;

/**
 * The durable consumers through which the dispatcher reads a sync's dispatches; config alone makes them. Up to where
 * they are done is written down every few seconds: a consumer that somebody deleted is made again from there, not from
 * the beginning of the stream, which would send everything that it still holds once more.
 */
export class SyncConsumers {
  readonly #timer: NodeJS.Timeout;
  #recording: Promise<void> | undefined;

  constructor(
    private readonly db: Database,
    private readonly nats: Nats,
    private readonly logger: Logger,
  ) {
    this.#timer = setInterval(() => {
      // A slow round is waited for, not joined by another one.
      this.#recording ??= this.#record().finally(() => (this.#recording = undefined));
    }, everyMs);
  }

  /**
   * Makes them, or brings their concurrency up to date. A stream that was replaced stops this sync alone, loudly: the
   * dispatcher finds no consumer, and nobody else waits.
   */
  async ensure(sync: SyncConfig): Promise<void> {
    try {
      await this.#ensure(sync);
    } catch (error) {
      if (!(error instanceof StreamReplaced)) throw error;
      this.logger.error(
        { err: error, sync: sync.id },
        'the consumers of this sync are gone and so is what they had read: decide where to go on and run `npm run reset-positions -- --help`',
      );
    }
  }

  async #ensure(sync: SyncConfig): Promise<void> {
    const rows = await this.db.query<{ floor: SyncFloor }>(
      'config_floor',
      'select floor from consumer_floor where sync = $1',
      [sync.id],
    );
    const floor = rows[0]?.floor;
    await ensureSyncConsumers(this.nats, sync.id, {
      concurrency: sync.concurrency,
      ackWaitMs,
      ...(floor && { floor }),
    });
    await this.#write(sync.id);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#recording;
    await this.#record();
  }

  async #record(): Promise<void> {
    try {
      const syncs = await this.db.query<{ sync: string }>('config_floors', 'select sync from consumer_floor');
      for (const { sync } of syncs) await this.#write(sync);
    } catch (error) {
      this.logger.debug({ err: error }, 'the floors of the consumers cannot be written down now');
    }
  }

  async #write(sync: string): Promise<void> {
    const floor = await consumerFloor(this.nats, sync);
    // A missing consumer has no floor: the last one that was seen stays.
    if (floor === undefined) return;
    await this.db.query(
      'config_floor_write',
      `insert into consumer_floor (sync, floor) values ($1, $2)
         on conflict (sync) do update set floor = excluded.floor, at = now()`,
      [sync, JSON.stringify(floor)],
    );
  }
}
