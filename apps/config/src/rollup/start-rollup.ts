import { randomUUID } from 'node:crypto';
import { deadLetters, outcomeCounts, outcomeEnds } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
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
    poison: ({ subject, bytes }, error, { now, newId }) => {
      const id = newId();
      const letter = poisonLetter({ id, source: 'config', subject, bytes, error, at: now });
      return outgoing({ id, contract: deadLetters, to: letter, message: letter });
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
