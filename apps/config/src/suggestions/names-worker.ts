import { randomUUID } from 'node:crypto';
import { deadLetters, decode, outcomeSeen, type OutcomeSeen } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { outgoing, runShardWorker, type ShardWorker } from '@kochava-stream/shards';
import { forgetNames, storeNames } from './store-names.ts';

export interface NamesParts {
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
}

/** Keeps the names that the transformers see pass by, for seven days. */
export function startNames(parts: NamesParts): ShardWorker {
  return runShardWorker<OutcomeSeen>({
    ...parts,
    consumer: 'config-names',
    owner: randomUUID(),
    shards: 1,
    gatherMs: 250,
    sources: [{ stream: outcomeSeen.stream, subject: () => outcomeSeen.subject({}) }],
    parse: ({ bytes }) => decode(outcomeSeen, bytes),
    weigh: ({ seen }) => seen.length,
    handle: async (batch, tx) => {
      await storeNames(
        tx,
        batch.flatMap(({ seen }) => seen),
      );
      return [];
    },
    poison: ({ subject, bytes }, error, { now, newId }) => {
      const id = newId();
      const letter = poisonLetter({ id, source: 'config', subject, bytes, error, at: now });
      return outgoing({ id, contract: deadLetters, to: letter, message: letter });
    },
    tick: {
      everyMs: 3_600_000,
      run: async (tx, _shards, { now }) => {
        await forgetNames(tx, now);
        return [];
      },
    },
  });
}
