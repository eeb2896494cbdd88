import { type OutcomeDeletion } from '@kochava-stream/contracts';
import { type Asked } from '@kochava-stream/domain/deletion';
import { type Tx } from '@kochava-stream/persistence';

export async function loadAsks(tx: Tx, job: string): Promise<Asked[]> {
  const rows = await tx.query<{ ask: string; asked_at: Date; answered: boolean }>(
    'deletion_asks',
    'SELECT ask, asked_at, answered FROM deletion_ask WHERE job = $1',
    [job],
  );
  return rows.map(({ ask, asked_at: at, answered }) => ({ ask, answered, askedAt: at.getTime() }));
}

/** Notes that something was asked; asked again, its time begins anew, and that of what was asked because of it. */
export async function noteAsks(tx: Tx, job: string, asks: readonly string[]): Promise<void> {
  await tx.execute(
    'deletion_asks_note',
    `INSERT INTO deletion_ask (job, ask) SELECT $1, unnest($2::text[])
     ON CONFLICT (job, ask) DO UPDATE SET asked_at = now()`,
    [job, asks],
  );
  await tx.execute(
    'deletion_asks_renew',
    `UPDATE deletion_ask SET asked_at = now() WHERE job = $1 AND NOT answered AND split_part(ask, '.', 2) || '.' ||
       split_part(ask, '.', 3) = ANY ($2::text[])`,
    [job, asks],
  );
}

/**
 * Takes an answer. The linker's may come before the transformer's, which tells that it was asked.
 * @returns whether it is the first one to its ask
 */
export async function answerAsk(tx: Tx, { job, ask, asks }: OutcomeDeletion): Promise<boolean> {
  await tx.execute(
    'deletion_asks_more',
    'INSERT INTO deletion_ask (job, ask) SELECT $1, unnest($2::text[]) ON CONFLICT (job, ask) DO NOTHING',
    [job, asks],
  );
  const first = await tx.execute(
    'deletion_ask_answered',
    `INSERT INTO deletion_ask AS a (job, ask, answered) VALUES ($1, $2, true)
     ON CONFLICT (job, ask) DO UPDATE SET answered = true WHERE NOT a.answered`,
    [job, ask],
  );
  return first === 1;
}

export async function forgetAsks(tx: Tx, job: string): Promise<void> {
  await tx.execute('deletion_asks_forget', 'DELETE FROM deletion_ask WHERE job = $1', [job]);
}
