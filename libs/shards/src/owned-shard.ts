import { type ShardReader } from '@kochava-stream/messaging';
import { type Lane } from './lane.ts';

/**
 * `starting`: what an earlier owner left is being published · `reading` · `leaving`: takes no more work, is handed over when
 * everything it decided is published · `stopped`: something is wrong with its streams, see `reason` · `gone`: not ours.
 */
export type Phase = 'starting' | 'reading' | 'leaving' | 'stopped' | 'gone';

/** A shard as its owner sees it, from taking the lease until it is lost or handed over. */
export class OwnedShard<Parsed> {
  #phase: Phase = 'starting';
  #reason: string | undefined;
  /** One per lane while reading. */
  readonly #readers: ShardReader[] = [];

  constructor(
    readonly shard: number,
    readonly epoch: number,
    readonly lanes: readonly Lane<Parsed>[],
  ) {}

  get phase(): Phase {
    return this.#phase;
  }

  /** Why it stopped, for people. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** @returns false when it is too late to read */
  read(readers: readonly ShardReader[]): boolean {
    if (this.#phase !== 'starting') {
      for (const reader of readers) reader.close();
      return false;
    }
    this.#phase = 'reading';
    this.#readers.push(...readers);
    return true;
  }

  /** Asks how far the lanes without messages have come with their streams. */
  async findQuiet(): Promise<void> {
    for (const [index, lane] of this.lanes.entries()) {
      const reader = this.#readers[index];
      if (lane.length > 0 || reader === undefined) continue;
      const seq = await reader.caughtUpTo();
      if (seq !== undefined) lane.foundQuiet(seq);
    }
  }

  /** Asks how many messages each lane has still to get. What cannot be learned now stays as it was. */
  async measureLag(): Promise<void> {
    for (const [index, lane] of this.lanes.entries())
      lane.notArrived = (await this.#readers[index]?.behind()) ?? lane.notArrived;
  }

  leave(): void {
    if (this.#phase !== 'reading' && this.#phase !== 'stopped') return;
    this.#phase = 'leaving';
    this.#end();
  }

  stop(reason: string): void {
    if (this.#phase === 'gone') return;
    this.#phase = 'stopped';
    this.#reason = reason;
    this.#end();
  }

  drop(): void {
    this.#phase = 'gone';
    this.#end();
  }

  #end(): void {
    for (const reader of this.#readers) reader.close();
    this.#readers.length = 0;
    for (const lane of this.lanes) lane.clear();
  }
}
