import { type Database } from '@kochava-stream/persistence';
import { conditionOf, type LetterFilter, type Meant } from './filter.ts';
import { hindranceSql, type Hindrance, type ReplayVersion } from './go-back.ts';
import { type Door } from './letter-row.ts';

/** waiting: to be looked at. replayed, deleted: what somebody did with it. */
export type LetterState = 'waiting' | 'replayed' | 'deleted';

/** A letter as it is listed. */
export interface ListedLetter {
  readonly seq: number;
  readonly id: string;
  readonly project: string;
  readonly sync: string;
  readonly source: string;
  readonly kind: string;
  readonly reason: string;
  readonly detail: string;
  readonly sync_version: number | null;
  readonly attempts: number;
  readonly at: number;
  readonly reply: string | null;
  readonly traceparent: string | null;
  readonly door: Door | null;
  readonly device: string | null;
  readonly insert_id: string | null;
  readonly accepted_at: number | null;
  readonly event_state: string | null;
  readonly state: LetterState;
  readonly replay: string | null;
  readonly replay_of: string | null;
  readonly settled_at: Date | null;
}

export interface WholeLetter extends ListedLetter {
  readonly payload: string;
  readonly event: string | null;
  /** What it became: the letter that a replay of it ended in, if it did. */
  readonly became: string | null;
}

export interface LetterGroup {
  readonly kind: string;
  readonly source: string;
  readonly reason: string;
  readonly n: number;
  readonly oldest: number;
  readonly newest: number;
}

const listed =
  'seq, id, project, sync, source, kind, reason, detail, sync_version, attempts, at, reply, traceparent, door, device, ' +
  'insert_id, accepted_at, event_state, state, replay, replay_of, settled_at';

/** Letters in one statement, so that no transaction is long. */
const perStep = 5_000;

/** The dead letters that are kept, of one sync; sync '' = of none. */
export class Letters {
  constructor(private readonly db: Database) {}

  /** The newest first. `before`: only older ones than this letter's `seq`. */
  async list(
    sync: string,
    page: { filter: LetterFilter; state: LetterState; limit: number; before: number | null },
  ): Promise<ListedLetter[]> {
    const { name, text, params } = conditionOf({ filter: page.filter }, 5);
    return await this.db.query<ListedLetter>(
      `dead_letters_list_${name}`,
      `SELECT ${listed} FROM dead_letter
       WHERE sync = $1 AND state = $2 AND seq < coalesce($4::bigint, 9223372036854775807)${text}
       ORDER BY seq DESC LIMIT $3`,
      [sync, page.state, page.limit, page.before, ...params],
    );
  }

  async groups(sync: string, state: LetterState): Promise<LetterGroup[]> {
    return await this.db.query<LetterGroup>(
      'dead_letters_groups',
      `SELECT kind, source, reason, count(*) AS n, min(at) AS oldest, max(at) AS newest FROM dead_letter
       WHERE sync = $1 AND state = $2 GROUP BY kind, source, reason ORDER BY n DESC, kind, source, reason`,
      [sync, state],
    );
  }

  async get(sync: string, id: string): Promise<WholeLetter | undefined> {
    const [found] = await this.db.query<WholeLetter>(
      'dead_letter',
      `SELECT ${listed}, payload, event,
         (SELECT b.id FROM dead_letter b WHERE b.sync = d.sync AND b.device IS NOT DISTINCT FROM d.device
            AND b.replay_of = d.id AND b.state <> 'deleted' ORDER BY b.seq LIMIT 1) AS became
       FROM dead_letter d WHERE id = $2 AND sync = $1`,
      [sync, id],
    );
    return found;
  }

  /** How many waiting letters are meant, by what hinders their replay: '' = nothing does. */
  async count(sync: string, meant: Meant, version: ReplayVersion): Promise<Map<Hindrance | '', number>> {
    const { name, text, params } = conditionOf(meant, 3);
    const rows = await this.db.query<{ hindrance: Hindrance | ''; n: number }>(
      `dead_letters_count_${name}`,
      `SELECT ${hindranceSql('$2::text')} AS hindrance, count(*) AS n FROM dead_letter
       WHERE sync = $1 AND state = 'waiting'${text} GROUP BY 1`,
      [sync, version, ...params],
    );
    return new Map(rows.map(({ hindrance, n }) => [hindrance, n]));
  }

  /** Nothing is left of what was in them; that they were there is remembered, so that they do not come back. */
  async delete(sync: string, meant: Meant): Promise<number> {
    let deleted = 0;
    for (;;) {
      const { name, text, params } = conditionOf(meant, 3);
      const step = await this.db.execute(
        `dead_letters_delete_${name}`,
        `UPDATE dead_letter SET state = 'deleted', settled_at = now(), payload = 'null', event = NULL, reply = NULL, door = NULL,
           device = NULL, insert_id = NULL, event_state = NULL
         WHERE seq IN (SELECT seq FROM dead_letter WHERE sync = $1 AND state = 'waiting'${text} ORDER BY seq LIMIT $2)`,
        [sync, perStep, ...params],
      );
      deleted += step;
      if (step < perStep) return deleted;
    }
  }
}
