import { backoffMs } from './backoff.ts';
import { type OwnedShard } from './owned-shard.ts';
import { tryOnce, type Processing } from './process-batch.ts';
import { type Step } from './transact.ts';
import { type Tick } from './types.ts';

/** Runs the due work of the owned shards, in transactions of its own that prove the ownership. */
export class Ticker<Parsed> {
  readonly #on: Processing<Parsed>;
  readonly #tick: Tick | undefined;
  #dueAt = 0;
  #failures = 0;

  constructor(on: Processing<Parsed>) {
    this.#on = on;
    this.#tick = on.options.tick;
  }

  /** ms until there is something to do. */
  get inMs(): number {
    return this.#tick === undefined ? Infinity : Math.max(0, this.#dueAt - performance.now());
  }

  /** Does one piece if it is time. A failure is tried again later, beside the messages. */
  async run(shards: readonly OwnedShard<Parsed>[]): Promise<void> {
    const tick = this.#tick;
    if (tick === undefined || this.inMs > 0) return;
    this.#dueAt = performance.now() + tick.everyMs;
    if (shards.length === 0) return;
    let again = false;
    const numbers = shards.map(({ shard }) => shard);
    const ending = await tryOnce(this.#on, {
      steps: shards.flatMap(inPlace),
      run: async (tx, context) => {
        const due = await tick.run(tx, numbers, context);
        again = 'again' in due && due.again;
        return { outgoing: 'again' in due ? due.outgoing : due, poisoned: 0 };
      },
    });
    if (ending === 'done') this.#failures = 0;
    if (ending === 'done' && again) this.#dueAt = 0;
    if (typeof ending === 'string') return;
    this.#on.logger.error({ err: ending.error, fault: ending.fault }, 'due work failed and is tried again');
    this.#dueAt = performance.now() + Math.max(tick.everyMs, backoffMs(this.#failures));
    this.#failures += 1;
  }
}

/** Positions as they are: the statement that would move them proves whose they are. */
function inPlace<Parsed>(shard: OwnedShard<Parsed>): Step<Parsed>[] {
  return shard.lanes.map((lane) => ({ shard, lane, to: lane.position }));
}
