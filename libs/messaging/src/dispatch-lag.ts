import { dispatchEvents, dispatchLinks } from '@kochava-stream/contracts';
import { type Nats } from './connect.ts';
import { syncConsumerNames } from './sync-consumers.ts';

/** How far a durable consumer is. */
export interface ConsumerStanding {
  /** Not delivered yet. */
  readonly waiting: number;
  /** Delivered and not finished. */
  readonly delivered: number;
  /** Everything up to here is finished. */
  readonly floor: number;
}

/** Both consumers of a sync. */
export interface SyncStanding {
  readonly main: ConsumerStanding;
  readonly retry: ConsumerStanding;
}

const stream = dispatchEvents.stream;

/** How far the consumers of all syncs are; a sync of which one is missing is left out. A few hundred in one request. */
export async function standings(nats: Nats, syncs: readonly string[]): Promise<Map<string, SyncStanding>> {
  const found = new Map<string, ConsumerStanding>();
  for await (const { name, num_pending, num_ack_pending, ack_floor } of nats.jsm.consumers.list(stream))
    found.set(name, { waiting: num_pending, delivered: num_ack_pending, floor: ack_floor.stream_seq });
  const both = syncs.flatMap((sync) => {
    const names = syncConsumerNames(sync);
    const main = found.get(names.main);
    const retry = found.get(names.retry);
    return main === undefined || retry === undefined ? [] : [[sync, { main, retry }] as const];
  });
  return new Map(both);
}

/** When the oldest message that the sync's main consumer has not finished was stored, ms; undefined = there is none. */
export async function oldestUnfinished(nats: Nats, sync: string, floor: number): Promise<number | undefined> {
  const times: number[] = [];
  for (const { subject } of [dispatchEvents, dispatchLinks]) {
    const query = { seq: floor + 1, next_by_subj: subject({ sync }) };
    const stored = await nats.jsm.streams.getMessage(stream, query);
    if (stored !== null) times.push(stored.time.getTime());
  }
  return times.length === 0 ? undefined : Math.min(...times);
}
