import { AckPolicy, DeliverPolicy, type ConsumerConfig, type ConsumerInfo } from '@nats-io/jetstream';
import { dispatchEvents, dispatchLinks, dispatchRetry, dispatchTests } from '@kochava-stream/contracts';
import { type Nats } from './connect.ts';
import { checkSameStream, isMissing, streamState } from './stream-state.ts';

/** Up to where both consumers of a sync have finished everything, and of which stream. */
export interface SyncFloor {
  /** `created` of DISPATCH. */
  readonly streamCreated: string;
  readonly seq: number;
  readonly retrySeq: number;
}

export interface SyncConsumerOptions {
  /** Calls to Kochava at a time. */
  readonly concurrency: number;
  /**
   * How long a message may be without a sign of life from who has it; the consumer gives one every third of this. When a
   * process dies, its messages hold the sync's window for so long. Default 60 s.
   */
  readonly ackWaitMs?: number;
  /** What `consumerFloor` gave last, if the consumers have existed before: a missing one is made from there. */
  readonly floor?: SyncFloor | undefined;
}

const stream = dispatchEvents.stream;
const defaultAckWaitMs = 60_000;
/** Retries wait in their window until they are due, so it is wide. */
const retryWindow = 10_000;

/** Longer than a call may take. */
const testAckWaitMs = 30_000;

/** The durable consumers of one sync, by name. */
export function syncConsumerNames(sync: string): { readonly main: string; readonly retry: string } {
  return { main: `sync-${sync}`, retry: `sync-${sync}-retry` };
}

/**
 * Makes the two durable consumers of a sync, or brings them to what is asked for. A consumer that existed before and is
 * gone is made anew after `floor`, so that nothing that was finished is delivered again.
 * @throws StreamReplaced when the floor belongs to another stream
 */
export async function ensureSyncConsumers(nats: Nats, sync: string, options: SyncConsumerOptions): Promise<void> {
  const { floor, concurrency, ackWaitMs = defaultAckWaitMs } = options;
  if (floor !== undefined) {
    const lastSeq = Math.max(floor.seq, floor.retrySeq);
    checkSameStream(stream, { created: floor.streamCreated, lastSeq }, await streamState(nats, stream));
  }
  const names = syncConsumerNames(sync);
  const main = [dispatchEvents.subject({ sync }), dispatchLinks.subject({ sync })];
  const retry = [dispatchRetry.subject({ sync })];
  await ensure(nats, { ...durable(names.main, main, ackWaitMs), max_ack_pending: concurrency }, floor?.seq);
  await ensure(nats, { ...durable(names.retry, retry, ackWaitMs), max_ack_pending: retryWindow }, floor?.retrySeq);
}

/** The durable consumer of the calls that are made by hand; all dispatchers share it. */
export const testConsumerName = 'tests';

/** Makes it if it is not there. What was asked before it was there, nobody waits for any more. */
export async function ensureTestConsumer(nats: Nats): Promise<void> {
  if ((await find(nats, testConsumerName)) !== undefined) return;
  const wanted = durable(testConsumerName, [dispatchTests.subject({ sync: '*' })], testAckWaitMs);
  await nats.jsm.consumers.add(stream, { ...wanted, max_ack_pending: 16, deliver_policy: DeliverPolicy.New });
}

/** Whether there is one. */
export async function hasTestConsumer(nats: Nats): Promise<boolean> {
  return (await find(nats, testConsumerName)) !== undefined;
}

/** Removes both; fine if they are gone already. */
export async function deleteSyncConsumers(nats: Nats, sync: string): Promise<void> {
  for (const name of Object.values(syncConsumerNames(sync))) {
    try {
      await nats.jsm.consumers.delete(stream, name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** The floors to record; undefined while a consumer is missing. */
export async function consumerFloor(nats: Nats, sync: string): Promise<SyncFloor | undefined> {
  const names = syncConsumerNames(sync);
  const { created } = await streamState(nats, stream);
  const main = await find(nats, names.main);
  const retry = await find(nats, names.retry);
  if (main === undefined || retry === undefined) return undefined;
  return { streamCreated: created, seq: main.ack_floor.stream_seq, retrySeq: retry.ack_floor.stream_seq };
}

/** Messages of a sync that are not finished. */
export interface SyncLag {
  /** Not delivered yet. */
  readonly waiting: number;
  /** Delivered and being handled. */
  readonly inFlight: number;
  /** Single entries that wait for their next attempt or are being tried again. */
  readonly retrying: number;
}

/** undefined while a consumer is missing. */
export async function consumerLag(nats: Nats, sync: string): Promise<SyncLag | undefined> {
  const names = syncConsumerNames(sync);
  const main = await find(nats, names.main);
  const retry = await find(nats, names.retry);
  if (main === undefined || retry === undefined) return undefined;
  return {
    waiting: main.num_pending,
    inFlight: main.num_ack_pending,
    retrying: retry.num_pending + retry.num_ack_pending,
  };
}

type Wanted = Partial<ConsumerConfig> & { durable_name: string; filter_subjects: string[] };

/** No `backoff`, no `inactive_threshold`, no end of deliveries: who gives up, and when, is the dispatcher's decision. */
function durable(name: string, filters: string[], ackWaitMs: number): Wanted {
  return {
    durable_name: name,
    filter_subjects: filters,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitMs * 1e6,
    max_deliver: -1,
  };
}

async function ensure(nats: Nats, wanted: Wanted, floor: number | undefined): Promise<void> {
  const existing = await find(nats, wanted.durable_name);
  if (existing === undefined) {
    const from =
      floor === undefined
        ? { deliver_policy: DeliverPolicy.All }
        : { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: floor + 1 };
    await nats.jsm.consumers.add(stream, { ...wanted, ...from });
  } else if (differs(existing.config, wanted)) {
    const { filter_subjects, ack_wait, max_deliver, max_ack_pending } = wanted;
    await nats.jsm.consumers.update(stream, wanted.durable_name, {
      filter_subjects,
      ...(ack_wait === undefined ? {} : { ack_wait }),
      ...(max_deliver === undefined ? {} : { max_deliver }),
      ...(max_ack_pending === undefined ? {} : { max_ack_pending }),
    });
  }
}

function differs(config: ConsumerConfig, wanted: Wanted): boolean {
  const filters = config.filter_subjects ?? (config.filter_subject === undefined ? [] : [config.filter_subject]);
  return (
    config.max_ack_pending !== wanted.max_ack_pending ||
    config.ack_wait !== wanted.ack_wait ||
    config.max_deliver !== wanted.max_deliver ||
    [...filters].sort().join(' ') !== [...wanted.filter_subjects].sort().join(' ')
  );
}

async function find(nats: Nats, name: string): Promise<ConsumerInfo | undefined> {
  try {
    return await nats.jsm.consumers.info(stream, name);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
