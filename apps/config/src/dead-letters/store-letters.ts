import { type Tx } from '@kochava-stream/persistence';
import { type NewLetter } from './letter-row.ts';

const columns =
  'id, project, sync, source, kind, reason, detail, sync_version, attempts, at, reply, traceparent, payload, door, device, ' +
  'insert_id, accepted_at, replay_of, received_seq, received_index, event_state';

/**
 * Stores letters, each once: one that is known, waiting or settled, comes again when a dispatcher could not say that it was
 * done. A letter that only names the one that it was before takes the request and the event from there.
 */
export async function storeLetters(tx: Tx, letters: readonly NewLetter[]): Promise<void> {
  await tx.execute(
    'dead_letters_store',
    `INSERT INTO dead_letter (${columns})
     SELECT ${columns} FROM json_populate_recordset(null::dead_letter, $1::json)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(letters)],
  );
  const again = letters.filter(({ door, replay_of: before }) => door === null && before !== null);
  if (again.length > 0) {
    await tx.execute(
      'dead_letters_inherit',
      `UPDATE dead_letter d SET payload = b.payload, door = b.door, device = b.device, insert_id = b.insert_id,
         accepted_at = b.accepted_at, received_seq = b.received_seq, received_index = b.received_index,
         event_state = b.event_state, event = b.event
       FROM dead_letter b
       WHERE d.id = ANY ($1::text[]) AND d.door IS NULL AND b.id = d.replay_of AND b.sync = d.sync AND b.state <> 'deleted'`,
      [again.map(({ id }) => id)],
    );
  }
}

/** Letters stay as long as the stream keeps them, and a day more. A piece of the work; @returns whether there may be more */
export async function forgetLetters(tx: Tx): Promise<boolean> {
  const gone = await tx.execute(
    'dead_letters_forget',
    `DELETE FROM dead_letter WHERE seq IN (
       SELECT seq FROM dead_letter WHERE stored_at < now() - interval '31 days' ORDER BY seq LIMIT 2000)`,
  );
  await tx.execute(
    'dead_letter_replays_forget',
    `DELETE FROM dead_letter_replay WHERE ended_at < now() - interval '90 days'`,
  );
  return gone === 2000;
}
