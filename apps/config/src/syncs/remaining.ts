import { type SyncState } from '@kochava-stream/domain/sync';
import { consumerLag, type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';

/** What of a sync is under way when it is looked at, as of the books: they are behind by about a second. */
export interface Remaining {
  /** Events that were handed on for Kochava and have not ended: being sent, waiting, or waiting for another attempt. */
  readonly events: number;
  /** Of the events and links, how many wait for another attempt; null = NATS does not say now. */
  readonly retrying: number | null;
  /** User properties that are held, one for each name of each device. */
  readonly heldProperties: number;
  readonly explanation: string;
}

const held: Readonly<Record<string, number>> = {
  'link-held': 1,
  'link-merged': -1,
  'link-withdrawn': -1,
  'link-released': -1,
  'link-expired': -1,
};
const events: Readonly<Record<string, number>> = { dispatched: 1, 'event-accepted': -1, 'event-dead': -1 };

/** What of a sync is under way now. */
export type RemainingOf = (state: SyncState) => Promise<Remaining>;
export const REMAINING = Symbol('what remains of a sync');

export function remainingOf(db: Pick<Database, 'query'>, nats: Nats): RemainingOf {
  return (state) => remaining(db, nats, state);
}

async function remaining(db: Pick<Database, 'query'>, nats: Nats, state: SyncState): Promise<Remaining> {
  const counted = await db.query<{ what: string; n: string | number }>(
    'config_remaining',
    'select what, sum(n) as n from tally where project = $1 and sync = $2 group by what',
    [state.project, state.id],
  );
  const sum = (signs: Readonly<Record<string, number>>): number =>
    // Ends may be counted before what they end.
    Math.max(
      0,
      counted.reduce((total, { what, n }) => total + (signs[what] ?? 0) * Number(n), 0),
    );
  const counts = { events: sum(events), retrying: await retrying(nats, state.id), heldProperties: sum(held) };
  return { ...counts, explanation: explanation(counts, state) };
}

async function retrying(nats: Nats, sync: string): Promise<number | null> {
  try {
    return (await consumerLag(nats, sync))?.retrying ?? 0;
  } catch {
    return null;
  }
}

function explanation(
  { events: n, heldProperties }: Omit<Remaining, 'explanation'>,
  { status, document }: SyncState,
): string {
  const { expireDays } = document.hold;
  if (status === 'enabled')
    return `${some(n, 'event is', 'events are')} on the way to Kochava; ${heldText(heldProperties)}.`;
  return [
    'Nothing new is sent: events that come from now on are filtered (sync-disabled) and are not sent later either.',
    n === 0
      ? 'Nothing was on its way.'
      : `${some(n, 'event is', 'events are')} on the way: calls under way end; what has not begun waits, is sent when the sync is enabled again, and becomes a dead letter 72 h after it was due.`,
    heldProperties === 0
      ? 'Nothing is held.'
      : `${heldText(heldProperties)}: not sent while the sync is disabled, and expiring after ${expireDays} days as before.`,
    'Enabling again sends nothing twice.',
  ].join(' ');
}

function heldText(n: number): string {
  return `${some(n, 'user property is', 'user properties are')} held`;
}

function some(n: number, one: string, several: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : several}`;
}
