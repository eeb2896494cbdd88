import { randomUUID } from 'node:crypto';
import { deadLetters, outcomeCounts, outcomeEnds } from '@kochava-stream/contracts';
import { type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { outgoing, runShardWorker, type ShardWorker } from '@kochava-stream/shards';
import { countBatch, forgetCounted, parseCounted } from './rollup-worker.ts';

export interface RollupParts {
  db: Database;
  nats: Nats;
  logger: Logger;
  metrics: Metrics;
  health: Health;
}

/** Counts what became of every event, from the stream OUTCOMES; all of it is one shard here. */
export function startRollup(parts: RollupParts): ShardWorker {
  return runShardWorker({
    ...parts,
    consumer: 'config',
    owner: randomUUID(),
    shards: 1,
    // Nobody looks at the books more often.
    gatherMs: 250,
    sources: [
      { stream: outcomeCounts.stream, subject: () => outcomeCounts.subject({}) },
      { stream: outcomeEnds.stream, subject: () => outcomeEnds.subject({}) },
    ],
    parse: parseCounted,
    weigh: (message) => ('counts' in message ? 1 : message.ends.ends.length),
    handle: async (batch, tx) => {
      await countBatch(batch, tx);
      return [];
    },
    poison: (message, error, { now, newId }) => {
      const id = newId();
      return outgoing({
        id,
        contract: deadLetters,
        to: { sync: null },
        message: {
          v: 1,
          id,
          source: 'config',
          kind: 'poison',
          project: null,
          sync: null,
          syncVersion: null,
          reason: 'poison',
          detail: error.message,
          reply: null,
          attempts: 0,
          at: now,
          payload: JSON.stringify(Buffer.from(message.bytes).toString('base64')),
        },
      });
    },
    tick: {
      everyMs: 3_600_000,
      run: async (tx) => {
        await forgetCounted(tx);
        return [];
      },
    },
  });
}
