import { decode, outcomeDeletions, type OutcomeDeletion } from '@kochava-stream/contracts';
import { added } from '@kochava-stream/domain/deletion';
import { Forgotten, type Tx } from '@kochava-stream/persistence';
import { type ShardWorker } from '@kochava-stream/shards';
import { type AuditLog } from '../audit/audit-log.ts';
import { runOneWorker, type WorkerParts } from '../one-worker.ts';
import { advance } from './advance.ts';
import { answerAsk } from './asks.ts';
import { loadJob, saveJob } from './jobs.ts';
import { markOf } from './keep-out.ts';

export interface DeletionParts extends WorkerParts {
  /** Of the system. */
  readonly shards: number;
  readonly auditLog: AuditLog;
}

const everyMs = 500;

/** Brings deletions forward: asks every shard of the transformer, takes the answers, looks through what config keeps itself. */
export function startDeletions({ shards, auditLog, ...parts }: DeletionParts): ShardWorker {
  const forgotten = new Forgotten();
  return runOneWorker<OutcomeDeletion>({
    ...parts,
    consumer: 'config-deletions',
    sources: [{ stream: outcomeDeletions.stream, subject: () => outcomeDeletions.subject({}) }],
    parse: ({ bytes }) => decode(outcomeDeletions, bytes),
    weigh: () => 1,
    handle: async (batch, tx) => {
      for (const answer of batch) await take(answer, tx, forgotten);
      return [];
    },
    tick: { everyMs, run: (tx, _shards, context) => advance({ tx, context, forgotten, shards, auditLog }) },
  });
}

/** The first answer to an ask counts; others say the same. */
async function take(answer: OutcomeDeletion, tx: Tx, forgotten: Forgotten): Promise<void> {
  const job = await loadJob(tx, answer.job);
  if (job === undefined || !(await answerAsk(tx, answer))) return;
  const values = new Map(
    (JSON.parse(job.found) as OutcomeDeletion['found']).map(({ value, always }) => [value, always]),
  );
  for (const { value, always } of answer.found) values.set(value, always || values.get(value) === true);
  await forgotten.add(
    tx,
    answer.found.map(({ value, always }) => ({ name: markOf(job.project, value), always, at: job.at })),
  );
  await saveJob(tx, job, {
    found: JSON.stringify([...values].map(([value, always]) => ({ value, always }))),
    counts: JSON.stringify(added(JSON.parse(job.counts) as Record<string, number>, answer.counts)),
  });
}
