import { type OutcomeGates, type Sample } from '@kochava-stream/contracts';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { storePoints } from './store-points.ts';
import { messagesIn, tally, type Counted, type Tally } from './tally.ts';

/** What one message of the stream OUTCOMES tells the books. */
export type Told = Counted | { readonly gates: OutcomeGates } | { readonly samples: readonly Sample[] };

/** Load what was counted, add up, store: inside the transaction that moves the reader on. @param now ms */
export async function countBatch(batch: readonly Counted[], tx: Tx, now: number): Promise<void> {
  if (batch.length === 0) return;
  const rows = await tx.query<{ message: string; done: Buffer }>(
    'config_counted_load',
    'select message, done from counted where message = any($1)',
    [messagesIn(batch)],
  );
  const { tallies, points, done } = tally(batch, new Map(rows.map((row) => [row.message, row.done])), now);
  if (done.size > 0) await storeDone(tx, done);
  if (tallies.length > 0) await storeTallies(tx, tallies);
  await storePoints(tx, points, now);
}

async function storeDone(tx: Tx, done: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await tx.query(
    'config_counted_store',
    `insert into counted (message, done) select * from unnest($1::text[], $2::bytea[])
       on conflict (message) do update set done = excluded.done, at = now()`,
    [[...done.keys()], [...done.values()].map((bits) => Buffer.from(bits))],
  );
}

async function storeTallies(tx: Tx, tallies: readonly Tally[]): Promise<void> {
  await tx.query(
    'config_tally_store',
    `insert into tally (project, sync, what, reason, n)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
       on conflict (project, sync, what, reason) do update set n = tally.n + excluded.n`,
    [
      tallies.map((row) => row.project),
      tallies.map((row) => row.sync),
      tallies.map((row) => row.what),
      tallies.map((row) => row.reason),
      tallies.map((row) => row.n),
    ],
  );
}

/** Streams keep a message 96 h; what is older cannot come again. */
export async function forgetCounted(tx: Tx): Promise<void> {
  await tx.query('config_counted_forget', "delete from counted where at < now() - interval '5 days'", []);
}

export async function loadTallies(db: Database, project: string): Promise<Tally[]> {
  const rows = await db.query<Omit<Tally, 'n'> & { n: string }>(
    'config_tallies',
    'select project, sync, what, reason, n from tally where project = $1 order by sync, what, reason',
    [project],
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}
