import { randomUUID } from 'node:crypto';
import { deadLetters, decode } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { Forgotten, type Database } from '@kochava-stream/persistence';
import { outgoing, runShardWorker, type ShardWorker } from '@kochava-stream/shards';
import { unpacked, withoutDeleted } from '../deletions/keep-out.ts';
import { letterRow, type NewLetter } from './letter-row.ts';
import { replayWork } from './replay-work.ts';
import { forgetLetters, storeLetters } from './store-letters.ts';

export interface LetterParts {
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Of the system: where events and devices belong. */
  readonly shards: number;
}

const everyMs = 250;
const forgetEveryMs = 3_600_000;

/**
 * Keeps every dead letter in Postgres, exactly once, and sends back what people take out of them: both in transactions that
 * move the reader on, by the one worker that has the lease.
 */
export function startLetters({ shards, ...parts }: LetterParts): ShardWorker {
  const replay = replayWork(shards);
  const forgotten = new Forgotten();
  let forgetAt = 0;
  return runShardWorker<NewLetter>({
    ...parts,
    consumer: 'config-dead',
    owner: randomUUID(),
    shards: 1,
    gatherMs: 50,
    sources: [{ stream: deadLetters.stream, subject: () => deadLetters.subject({ sync: '*' }) }],
    parse: ({ bytes }) => letterRow(decode(deadLetters, bytes)),
    weigh: () => 1,
    handle: async (batch, tx) => {
      await storeLetters(tx, await withoutDeleted(tx, forgotten, batch, contentOf));
      return [];
    },
    poison: ({ subject, bytes }, error, { now, newId }) => {
      const id = newId();
      const letter = poisonLetter({ id, source: 'config', subject, bytes, error, at: now });
      return outgoing({ id, contract: deadLetters, to: letter, message: letter });
    },
    tick: {
      everyMs,
      run: async (tx, _shards, context) => {
        const due = await replay(tx, context);
        if (context.now < forgetAt) return due;
        if (!(await forgetLetters(tx))) forgetAt = context.now + forgetEveryMs;
        return due;
      },
    },
  });
}

/** Everything in a letter that may name somebody. */
function contentOf({ project, accepted_at: at, payload, door, ...letter }: NewLetter) {
  return { project, at, within: [payload, door === 'raw' ? unpacked(payload) : '', letter] };
}
