import { type Logger } from '@kochava-stream/observability';
import { type LeaseStore } from './lease-store.ts';
import { type Loop } from './loop.ts';
import { type Ownership } from './ownership.ts';
import { type OutboxRelay } from './relay.ts';

export interface ClosingParts<Parsed> {
  readonly loop: Loop<Parsed>;
  readonly ownership: Ownership<Parsed>;
  readonly relay: OutboxRelay;
  readonly store: LeaseStore;
  readonly logger: Logger;
  /** Ends with the last transaction. */
  readonly transactions: Promise<void>;
  /** Ends when nobody looks after leases and streams any more. */
  readonly care: Promise<unknown>;
}

/** Longest wait for each step; together less than a service has to stop. */
const most = { transactionMs: 4_000, publishMs: 2_000, careMs: 1_000, releaseMs: 1_500 };

/**
 * Ends a worker whose signal has been given: the running transaction, then its messages, then the leases, so that
 * another takes over at once and finds nothing to repeat. What cannot be finished in time is left to the
 * next owner: messages in the outbox, leases that run out.
 */
export async function finish<Parsed>(parts: ClosingParts<Parsed>): Promise<void> {
  const { ownership, relay, store, logger } = parts;
  const ended = await inTime(parts.transactions, most.transactionMs);
  await relay.close(most.publishMs);
  await inTime(parts.care, most.careMs);
  const held = ownership.shards;
  if (ended) {
    const released = await inTime(release(parts), most.releaseMs);
    if (!released) logger.warn('the shards could not be handed over; their leases run out by themselves');
  } else {
    logger.warn('a transaction is still running; the leases run out by themselves');
  }
  for (const shard of held) shard.drop();

  async function release({ loop }: ClosingParts<Parsed>): Promise<void> {
    await loop.dropPublished();
    await store.release(held);
    await store.leave();
  }
}

/** @returns whether it succeeded within the time */
async function inTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const done = work.then(
    () => true,
    () => false,
  );
  const result = await Promise.race([done, late]);
  clearTimeout(timer);
  return result;
}
