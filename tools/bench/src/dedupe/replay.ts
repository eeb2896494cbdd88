import { randomBytes, randomUUID } from 'node:crypto';
import { Forgotten, type Database } from '@kochava-stream/persistence';
import { noTraces } from '@kochava-stream/shards';
import { handler } from '@kochava-stream/transformer';
import { Latencies, type Summary } from '../latencies.ts';
import { received, sync, type Id } from './events.ts';

export interface DedupeRow {
  /** Events of a transaction. */
  readonly size: number;
  readonly chunks: number;
  /** Old ids that were not suppressed, new ids that were. Both must be 0. */
  readonly passed: number;
  readonly suppressed: number;
  /** ms: the one statement that looks keys up and takes them. */
  readonly insert: Summary;
  /** ms: the whole transaction with its commit. */
  readonly transaction: Summary;
  readonly perSecond: number;
}

/** Gives `ids` to the transformer's handler, in transactions of `size` events, and looks which of them it sends. */
export async function replay(db: Database, ids: readonly Id[], size: number): Promise<DedupeRow> {
  const run = randomBytes(4).toString('hex');
  const [insert, transaction] = [new Latencies(), new Latencies()];
  let sent = new Set<string>();
  const handle = handler({
    config: { ready: () => true, syncsOf: () => [sync] },
    shards: 4,
    forgotten: new Forgotten(),
    onBatch: (_, { dispatches }) => {
      sent = new Set([...dispatches.values()].flat().map(({ received: { event } }) => String(event.insert_id)));
    },
  });
  const found = { passed: 0, suppressed: 0 };
  const timed = (name: string) => {
    const began = performance.now();
    return () => (name === 'take-keys' ? insert.add(performance.now() - began) : undefined);
  };
  let took = 0;
  for (let from = 0; from < ids.length; from += size) {
    const some = ids.slice(from, from + size);
    const now = Date.now();
    const events = some.map((id) => received(id, run, now));
    const chunk = { shard: 0, events, receivedAt: now, causes: [] };
    const context = { now, newId: randomUUID, traces: noTraces };
    const began = performance.now();
    await db.transaction((tx) => handle([chunk], tx, context), timed);
    const ms = performance.now() - began;
    transaction.add(ms);
    took += ms;
    for (const [index, { kind }] of some.entries()) {
      const was = sent.has(String(events[index]?.event.insert_id));
      if (kind === 'old' && was) found.passed += 1;
      if (kind === 'new' && !was) found.suppressed += 1;
    }
  }
  return {
    ...{ size, chunks: Math.ceil(ids.length / size), ...found },
    ...{ insert: insert.summary(), transaction: transaction.summary() },
    perSecond: Math.round((ids.length * 1_000) / took),
  };
}
