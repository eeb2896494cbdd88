import { deadLetters, decode } from '@kochava-stream/contracts';
import { Forgotten } from '@kochava-stream/persistence';
import { type ShardWorker } from '@kochava-stream/shards';
import { unpacked, withoutDeleted } from '../deletions/keep-out.ts';
import { runOneWorker, type WorkerParts } from '../one-worker.ts';
import { letterRow, type NewLetter } from './letter-row.ts';
import { replayWork } from './replay-work.ts';
import { forgetLetters, storeLetters } from './store-letters.ts';

export interface LetterParts extends WorkerParts {
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
  return runOneWorker<NewLetter>({
    ...parts,
    consumer: 'config-dead',
    gatherMs: 50,
    sources: [{ stream: deadLetters.stream, subject: () => deadLetters.subject({ sync: '*' }) }],
    parse: ({ bytes }) => letterRow(decode(deadLetters, bytes)),
    weigh: () => 1,
    handle: async (batch, tx) => {
      await storeLetters(tx, await withoutDeleted(tx, forgotten, batch, contentOf));
      return [];
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
