import { type Database } from '@kochava-stream/persistence';
import { Refused } from '../http/api-error.filter.ts';
import { newId } from '../store/ids.ts';
import { conditionOf, type Meant } from './filter.ts';
import { type ReplayVersion } from './go-back.ts';

/** A replay as it is stored, with what it still waits for. */
export interface StoredReplay {
  readonly id: string;
  readonly sync: string;
  readonly version: ReplayVersion;
  readonly rate: number;
  readonly filter: string;
  readonly who: string;
  readonly why: string;
  readonly created_at: Date;
  readonly total: number;
  readonly sent: number;
  readonly skipped: number;
  readonly state: 'running' | 'done' | 'stopped';
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  /** The sync is off: nothing goes on until it is enabled. */
  readonly paused: boolean;
}

export interface NewReplay {
  readonly project: string;
  readonly sync: string;
  readonly meant: Meant;
  readonly version: ReplayVersion;
  /** Letters a second. */
  readonly rate: number;
  readonly who: string;
  readonly why: string;
  /** Letters that were counted. */
  readonly total: number;
}

const shown = `r.id, r.sync, r.version, r.rate, r.filter, r.who, r.why, r.created_at, r.total, r.sent, r.skipped, r.state, r.ended_at,
  r.ended_by, r.state = 'running' AND r.sync <> '' AND s.state->>'status' IS DISTINCT FROM 'enabled' AS paused`;

/** What people send back out of the dead letters. The work is done where the letters are read: see `replay-work.ts`. */
export class Replays {
  constructor(private readonly db: Database) {}

  /** Letters that come later are not in it. @throws Refused 409 while another one of the sync is under way */
  async begin({ project, sync, meant, version, rate, who, why, total }: NewReplay): Promise<StoredReplay> {
    const id = newId('rp');
    const { name, text, params } = conditionOf(meant, 3);
    const begun = await this.db.transaction(async (tx) => {
      const [last] = await tx.query<{ seq: number | null }>(
        `dead_letter_replay_last_${name}`,
        `SELECT max(seq) AS seq FROM dead_letter WHERE sync = $1 AND state = $2${text}`,
        [sync, 'waiting', ...params],
      );
      return await tx.execute(
        'dead_letter_replay_begin',
        `INSERT INTO dead_letter_replay (id, project, sync, version, rate, filter, who, why, up_to, total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
        [id, project, sync, version, rate, JSON.stringify(meant), who, why, last?.seq ?? 0, total],
      );
    });
    if (begun === 0) throw new Refused(409, 'a replay of this sync is under way: wait until it is done, or stop it');
    return (await this.get(sync, id)) as StoredReplay;
  }

  async get(sync: string, id: string): Promise<StoredReplay | undefined> {
    const rows = await this.db.query<StoredReplay>(
      'dead_letter_replay',
      `SELECT ${shown} FROM dead_letter_replay r LEFT JOIN sync s ON s.id = r.sync WHERE r.sync = $1 AND r.id = $2`,
      [sync, id],
    );
    return rows[0];
  }

  /** The newest first. */
  async list(sync: string, limit: number, before: Date | null): Promise<StoredReplay[]> {
    return await this.db.query<StoredReplay>(
      'dead_letter_replays',
      `SELECT ${shown} FROM dead_letter_replay r LEFT JOIN sync s ON s.id = r.sync
       WHERE r.sync = $1 AND r.created_at < coalesce($2::timestamptz, 'infinity') ORDER BY r.created_at DESC LIMIT $3`,
      [sync, before, limit],
    );
  }

  /** What it has not sent yet stays where it is. @returns undefined: there is no such replay */
  async stop(sync: string, id: string, who: string): Promise<StoredReplay | undefined> {
    await this.db.execute(
      'dead_letter_replay_stop',
      `UPDATE dead_letter_replay SET state = 'stopped', ended_at = now(), ended_by = $3
       WHERE sync = $1 AND id = $2 AND state = 'running'`,
      [sync, id, who],
    );
    return await this.get(sync, id);
  }
}
