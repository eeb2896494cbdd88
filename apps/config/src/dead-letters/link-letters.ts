import { type Database } from '@kochava-stream/persistence';
import { linkIn, type Link } from './go-back.ts';
import { type Door } from './letter-row.ts';

/** A link among the dead letters. */
export interface DeadLink {
  readonly seq: number;
  readonly link: Link;
}

/** The newest of one device are looked at: older ones are replaced by them, or by what came since. */
const most = 50;

/** The dead letters of one device's links. */
export class LinkLetters {
  constructor(private readonly db: Database) {}

  /** Those that wait, the newest first. */
  async of(sync: string, device: string): Promise<DeadLink[]> {
    const rows = await this.db.query<{ seq: number; sync: string; payload: string; door: Door }>(
      'dead_links_of_device',
      `SELECT seq, sync, payload, door FROM dead_letter
       WHERE sync = $1 AND device = $2 AND state = 'waiting' AND kind = 'link' AND door IN ('held', 'link')
       ORDER BY seq DESC LIMIT ${most}`,
      [sync, device],
    );
    return rows.map((row) => ({ seq: row.seq, link: linkIn(row) }));
  }

  /** They are with the linker again. */
  async settle(letters: readonly DeadLink[]): Promise<void> {
    await this.db.execute(
      'dead_links_reopened',
      `UPDATE dead_letter SET state = 'replayed', settled_at = now() WHERE seq = ANY ($1::bigint[]) AND state = 'waiting'`,
      [letters.map(({ seq }) => seq)],
    );
  }
}
