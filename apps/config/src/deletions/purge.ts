import { isForgotten, textsIn } from '@kochava-stream/domain/deletion';
import { type Tx } from '@kochava-stream/persistence';
import { unpacked } from './keep-out.ts';

/** Whose data goes. */
export interface Deleted {
  readonly project: string;
  /** When it was asked for, ms. */
  readonly at: number;
  /** Their ids; true: whenever something came. */
  readonly values: ReadonlyMap<string, boolean>;
}

const lettersAtATime = 300;
/** There is no letter behind it. */
export const allLooked = Number.MAX_SAFE_INTEGER;

interface Letter {
  seq: number;
  payload: string;
  event: string | null;
  reply: string | null;
  detail: string;
  device: string | null;
  insert_id: string | null;
  door: string | null;
  accepted_at: number | null;
}

/** Deletes the dead letters of some that name the deleted. @returns how far it has come, and how many went */
export async function purgeLetters(tx: Tx, of: Deleted, from: number): Promise<{ reached: number; gone: number }> {
  const letters = await tx.query<Letter>(
    'deletion_letters',
    `SELECT seq, payload, event, reply, detail, device, insert_id, door, accepted_at FROM dead_letter
     WHERE seq > $1 AND project IN ($2, '') ORDER BY seq LIMIT ${lettersAtATime}`,
    [from, of.project],
  );
  const named = letters.filter(({ accepted_at: at, payload, seq: _seq, ...rest }) =>
    names([payload, rest.door === 'raw' ? unpacked(payload) : '', rest], of, at === null ? 0 : Number(at)),
  );
  if (named.length > 0) {
    await tx.execute('deletion_letters_delete', 'DELETE FROM dead_letter WHERE seq = ANY ($1::bigint[])', [
      named.map(({ seq }) => seq),
    ]);
  }
  const last = letters.length < lettersAtATime ? undefined : letters.at(-1);
  return { reached: last === undefined ? allLooked : Number(last.seq), gone: named.length };
}

/** Deletes the samples of failures, and the notes of replays, that name the deleted. @returns how many samples */
export async function purgeSamples(tx: Tx, of: Deleted): Promise<number> {
  const samples = await tx.query<{ id: string; at: Date; sample: unknown; event: string | null }>(
    'deletion_samples',
    'SELECT id, at, sample, event FROM failure_sample WHERE project = $1',
    [of.project],
  );
  const named = samples.filter(({ sample, event, at }) => {
    const acceptedAt = (sample as { acceptedAt?: unknown }).acceptedAt;
    return names([sample, event], of, typeof acceptedAt === 'number' ? acceptedAt : at.getTime());
  });
  await tx.execute('deletion_samples_delete', 'DELETE FROM failure_sample WHERE id = ANY ($1::text[])', [
    named.map(({ id }) => id),
  ]);
  const replays = await tx.query<{ id: string; filter: string }>(
    'deletion_replays',
    `SELECT id, filter FROM dead_letter_replay WHERE project = $1 AND state <> 'running'`,
    [of.project],
  );
  await tx.execute('deletion_replays_delete', 'DELETE FROM dead_letter_replay WHERE id = ANY ($1::text[])', [
    replays.filter(({ filter }) => names(filter, of, 0)).map(({ id }) => id),
  ]);
  return named.length;
}

function names(within: unknown, { values, at }: Deleted, cameAt: number): boolean {
  for (const text of textsIn(within)) {
    const always = values.get(text);
    if (always !== undefined && isForgotten({ always, at }, cameAt)) return true;
  }
  return false;
}
