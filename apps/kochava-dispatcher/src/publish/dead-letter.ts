import { type DeadLetter } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { type Delivered as Message } from '@kochava-stream/messaging';
import { type Traceparent } from '@kochava-stream/observability';
import { type Delivery, type Ending } from '../lane/delivery.ts';

/** Reason of what ran out of time: attempts that failed, or none was possible. */
const expired = 'expired';

/** Characters of a reply that a dead letter keeps: enough to see why, too few to store what Kochava echoes. */
const excerptLength = 1_000;

/** What a stream takes in one message, with room for headers. */
const maxLetterBytes = 1_000_000;

export function deadLetter(
  sync: string,
  { dispatch }: Delivery,
  ending: Ending & { outcome: 'dead' },
  traceparent: Traceparent | undefined,
): DeadLetter {
  const { entry, kind } = dispatch;
  const { reply } = ending;
  return fitting({
    v: 1,
    id: `${entry.id}.dead`,
    source: 'kochava-dispatcher',
    kind,
    project: entry.project,
    sync,
    syncVersion: entry.syncVersion,
    reason: ending.class === 'horizon-passed' ? expired : ending.class,
    detail: detailOf(ending, dispatch.since),
    reply: reply && { status: reply.status, body: reply.body.slice(0, excerptLength) },
    attempts: ending.attempts,
    at: ending.at,
    payload: JSON.stringify(entry),
    ...(traceparent === undefined ? {} : { traceparent }),
  });
}

/** A message that does not fit its contract: kept as it came. */
export function poisoned(sync: string, message: Message, error: Error, now: number): DeadLetter {
  const { subject, bytes, seq, storedAt } = message;
  const id = `poison.${seq}.${storedAt}`;
  return fitting(poisonLetter({ id, source: 'kochava-dispatcher', subject, bytes, error, at: now, sync }));
}

/** Escaping makes a payload grow; a letter that no stream takes would hold up its message for ever. */
function fitting(letter: DeadLetter): DeadLetter {
  if (Buffer.byteLength(JSON.stringify(letter)) <= maxLetterBytes) return letter;
  const { length } = letter.payload;
  return {
    ...letter,
    payload: 'null',
    detail: `${letter.detail}; the payload of ${length} characters is too large to keep`,
  };
}

function detailOf({ class: reason, status, attempts, at }: Ending, since: number): string {
  const answered = status === null ? 'without a reply' : `with status ${status}`;
  const tried = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
  if (reason !== 'horizon-passed') return `Kochava ended it ${answered} after ${tried}`;
  const passed = `${Math.round((at - since) / 360_000) / 10} h passed`;
  return attempts === 0 ? `${passed} before it could be tried` : `${passed}; ${tried}, the last ${answered}`;
}
