import { type Tx } from '@kochava-stream/persistence';
import { type Context, type Outgoing } from '@kochava-stream/shards';
import { conditionOf, type Meant } from './filter.ts';
import { goBack, hindranceOf, type ReplayVersion, type Returning } from './go-back.ts';

/** A replay that is under way: what its next piece needs of its row. */
interface Running {
  readonly id: string;
  readonly sync: string;
  readonly project: string;
  readonly version: ReplayVersion;
  readonly rate: number;
  readonly filter: string;
  readonly who: string;
  readonly why: string;
  readonly up_to: number;
  readonly reached: number;
  readonly allotted_at: number | null;
}

/** Letters of one replay in one transaction. */
const mostLetters = 500;

/** What goes at once when a replay begins, in ms of its rate. */
const firstMs = 250;

/** How many letters may go now, and until when they are allotted: never more than a second's worth at once. */
export function allotment(
  { rate, allotted_at: allottedAt }: Pick<Running, 'rate' | 'allotted_at'>,
  now: number,
): { letters: number; allottedAt: number } {
  const since = Math.max(allottedAt ?? now - firstMs, now - 1000);
  const letters = Math.min(mostLetters, Math.max(0, Math.floor(((now - since) * rate) / 1000)));
  return { letters, allottedAt: since + (letters * 1000) / rate };
}

/** The next piece of every replay whose sync is on, as its rate allows. */
export function replayWork(shards: number) {
  return async (tx: Tx, context: Context): Promise<Outgoing[]> => {
    const running = await tx.query<Running>(
      'dead_letter_replays_running',
      `SELECT r.id, r.sync, r.project, r.version, r.rate, r.filter, r.who, r.why, r.up_to, r.reached, r.allotted_at
       FROM dead_letter_replay r LEFT JOIN sync s ON s.id = r.sync
       WHERE r.state = 'running' AND (r.sync = '' OR s.state->>'status' = 'enabled') ORDER BY r.created_at FOR UPDATE OF r`,
    );
    const all: Outgoing[] = [];
    for (const replay of running) all.push(...(await piece(tx, replay, { shards, context })));
    return all;
  };
}

async function piece(
  tx: Tx,
  replay: Running,
  { shards, context }: { shards: number; context: Context },
): Promise<Outgoing[]> {
  const { letters, allottedAt } = allotment(replay, context.now);
  if (letters === 0) return [];
  const found = await next(tx, replay, letters);
  const goes = found.filter((letter) => hindranceOf(letter, replay.version) === undefined);
  await settle(tx, replay, goes);
  await tx.execute(
    'dead_letter_replay_on',
    `UPDATE dead_letter_replay SET reached = $2, sent = sent + $3, skipped = skipped + $4, allotted_at = $5,
       state = CASE WHEN $6 THEN 'done' ELSE state END, ended_at = CASE WHEN $6 THEN now() END
     WHERE id = $1`,
    [
      replay.id,
      found.at(-1)?.seq ?? replay.reached,
      goes.length,
      found.length - goes.length,
      Math.round(allottedAt),
      found.length < letters,
    ],
  );
  return goBack(goes, { version: replay.version, who: replay.who, why: replay.why, shards }, context);
}

type Found = Returning & { readonly seq: number; readonly kind: string };

async function next(tx: Tx, replay: Running, most: number): Promise<Found[]> {
  const { name, text, params } = conditionOf(JSON.parse(replay.filter) as Meant, 5);
  return await tx.query<Found>(
    `dead_letters_next_${name}`,
    `SELECT seq, kind, id, project, sync, detail, payload, door, device, received_seq, received_index, event_state, event
     FROM dead_letter WHERE sync = $1 AND state = 'waiting' AND seq > $2 AND seq <= $3${text}
     ORDER BY seq LIMIT $4 FOR UPDATE`,
    [replay.sync, replay.reached, replay.up_to, most, ...params],
  );
}

/** They are out of the dead letters, and the books know that they are on their way again. */
async function settle(tx: Tx, replay: Running, letters: readonly Found[]): Promise<void> {
  if (letters.length === 0) return;
  await tx.execute(
    'dead_letters_replayed',
    `UPDATE dead_letter SET state = 'replayed', replay = $1, settled_at = now() WHERE seq = ANY ($2::bigint[])`,
    [replay.id, letters.map(({ seq }) => seq)],
  );
  const events = letters.filter(({ kind }) => kind === 'event').length;
  if (events === 0) return;
  await tx.execute(
    'dead_letters_tally',
    `INSERT INTO tally (project, sync, what, reason, n) VALUES ($1, $2, 'event-replayed', '', $3)
     ON CONFLICT (project, sync, what, reason) DO UPDATE SET n = tally.n + excluded.n`,
    [replay.project, replay.sync, events],
  );
}
