import { randomUUID } from 'node:crypto';
import { deadLetters } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { outgoing, runShardWorker, type ShardWorker, type ShardWorkerOptions } from '@kochava-stream/shards';

export interface WorkerParts {
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
}

/** Reads a whole stream, one of all that run at a time; what it cannot read is a dead letter. */
export function runOneWorker<Parsed>(
  options: Omit<ShardWorkerOptions<Parsed>, 'owner' | 'shards' | 'poison'>,
): ShardWorker {
  return runShardWorker<Parsed>({
    ...options,
    owner: randomUUID(),
    shards: 1,
    poison: ({ subject, bytes }, error, { now, newId }) => {
      const id = newId();
      const letter = poisonLetter({ id, source: 'config', subject, bytes, error, at: now });
      return outgoing({ id, contract: deadLetters, to: letter, message: letter });
    },
  });
}
