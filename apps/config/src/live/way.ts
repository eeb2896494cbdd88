import { type Database } from '@kochava-stream/persistence';
import { dryRun } from '@kochava-stream/domain/routing';
import { toConfig, type SyncState } from '@kochava-stream/domain/sync';
import { whyNotSent } from '../preview/explanations.ts';
import { readHistory } from '../syncs/history.ts';
import { type FoundEvent } from './found-event.ts';
import { newBudget, type Budget } from './scan.ts';
import { type Trail, type Trails } from './trail.ts';

/** How an event stands for one sync. */
export type Fate = 'accepted' | 'dead' | 'retrying' | 'on-its-way' | 'not-sent' | 'unknown';

/** A dead letter of the event. */
export interface LetterOfEvent {
  readonly id: string;
  readonly sync: string;
  readonly reason: string;
  readonly at: number;
  readonly state: 'waiting' | 'replayed' | 'deleted';
  readonly replay: string | null;
  readonly settled_at: Date | null;
}

export interface SyncWay {
  readonly sync: string;
  readonly name: string;
  readonly fate: Fate;
  /** Why it was not sent, as far as can be told. */
  readonly why: string | null;
  readonly trails: readonly Trail[];
  readonly letters: readonly LetterOfEvent[];
}

const mostBytes = 96 * 1024 * 1024;
const mostMs = 8_000;
/** Until then it may simply not have been looked at yet. */
const soonMs = 10_000;

/** The way of one event through each of its project's syncs, as far as the streams still tell. */
export class EventWays {
  constructor(
    private readonly db: Database,
    private readonly trails: Trails,
  ) {}

  async of(
    found: FoundEvent,
    syncs: readonly SyncState[],
    now: number,
  ): Promise<{ syncs: SyncWay[]; complete: boolean }> {
    const budget = newBudget(mostBytes, mostMs);
    const letters = await lettersOf(this.db, found, syncs);
    const ways: SyncWay[] = [];
    for (const state of syncs) {
      const mine = letters.filter(({ sync }) => sync === state.id);
      const made = await requestsOf(this.trails, { found, sync: state.id, letters: mine }, budget);
      const judged = made.length === 0 ? await notMade(this.db, found, state, { now, cut: budget.cut }) : fateOf(made);
      ways.push({ sync: state.id, name: state.document.name, trails: made, letters: mine, ...judged });
    }
    return { syncs: ways, complete: !budget.cut };
  }
}

async function requestsOf(
  trails: Trails,
  { found, sync, letters }: { found: FoundEvent; sync: string; letters: readonly LetterOfEvent[] },
  budget: Budget,
): Promise<Trail[]> {
  const made = await trails.of(found, sync, budget);
  for (const { id, state, settled_at: at } of letters) {
    if (state === 'replayed' && at !== null) made.push(...(await trails.ofReplay(id, sync, at.getTime(), budget)));
  }
  return made;
}

function fateOf(trails: readonly Trail[]): { fate: Fate; why: null } {
  const last = trails.at(-1);
  if (last?.end !== undefined) return { fate: last.end.outcome, why: null };
  return { fate: (last?.attempts.length ?? 0) > 0 ? 'retrying' : 'on-its-way', why: null };
}

/** With the sync as it was then; what was known of the user then is not known any more. */
async function notMade(
  db: Database,
  found: FoundEvent,
  state: SyncState,
  { now, cut }: { now: number; cut: boolean },
): Promise<{ fate: Fate; why: string | null }> {
  const then = (await readHistory(db, state.id)).filter(({ at }) => at <= found.storedAt).at(-1)?.after;
  if (then === undefined) return { fate: 'not-sent', why: 'The sync was made later.' };
  if (then.status === 'disabled') return { fate: 'not-sent', why: 'The sync was disabled.' };
  const { event, receivedAt } = found;
  const { end } = dryRun({ event, receivedAt, sync: toConfig(then), remembered: undefined });
  if (end.what !== 'dispatched') {
    return { fate: 'not-sent', why: whyNotSent(end.reason, event.event_type, then.document) };
  }
  if (!cut && now - found.storedAt > soonMs) {
    return {
      fate: 'unknown',
      why: 'It may be a repetition of an earlier event, or have depended on what was known of its user.',
    };
  }
  return { fate: cut ? 'unknown' : 'on-its-way', why: null };
}

async function lettersOf(db: Database, found: FoundEvent, syncs: readonly SyncState[]): Promise<LetterOfEvent[]> {
  const insertId = found.event.insert_id;
  const project = syncs[0]?.project;
  if (insertId === undefined || project === undefined) return [];
  return await db.query<LetterOfEvent>(
    'dead_letters_of_event',
    `SELECT id, sync, reason, at, state, replay, settled_at FROM dead_letter
     WHERE project = $1 AND insert_id = $2 ORDER BY seq LIMIT 50`,
    [project, insertId],
  );
}
