import { createHmac } from 'node:crypto';
import { type Queryable, type Tx } from './transaction.ts';

/** What is known of a name that was deleted. */
export interface Mark {
  /** Whatever bears the name is dropped; otherwise what came up to `at`, and what the reader's own rule says. */
  readonly always: boolean;
  /** When it was deleted, ms since the epoch. */
  readonly at: number;
}

export interface Forgetting extends Mark {
  readonly name: string;
}

/** Names that were deleted, as keyed hashes: one can ask for a name, and read none. */
export class Forgotten {
  #key: string | undefined;

  /** Grows whenever something is deleted; 0 = nothing ever was. */
  async newest(db: Queryable): Promise<number> {
    const rows = await db.query<{ seq: number }>(
      'forgotten newest',
      'SELECT coalesce(max(seq), 0) AS seq FROM forgotten',
    );
    return Number(rows[0]?.seq ?? 0);
  }

  /** Those of the names that were deleted. */
  async among(db: Queryable, names: Iterable<string>): Promise<Map<string, Mark>> {
    const asked = new Map<string, string>();
    const key = await this.#keyOf(db);
    for (const name of names) asked.set(hashed(key, name), name);
    if (asked.size === 0) return new Map();
    const rows = await db.query<{ key: string; always: boolean; at: number }>(
      'forgotten among',
      `SELECT replace(key::text, '-', '') AS key, always, at FROM forgotten WHERE key = ANY ($1::uuid[])`,
      [[...asked.keys()]],
    );
    return new Map(rows.map(({ key: found, always, at }) => [asked.get(found) as string, { always, at: Number(at) }]));
  }

  /** Marks names; a name that is marked for always stays so. One transaction at a time: `newest` grows as they commit. */
  async add(tx: Tx, marks: readonly Forgetting[]): Promise<void> {
    if (marks.length === 0) return;
    const key = await this.#keyOf(tx);
    const rows = new Map<string, Mark>();
    for (const { name, always, at } of marks) {
      const known = rows.get(hashed(key, name));
      rows.set(hashed(key, name), { always: always || known?.always === true, at });
    }
    const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    await tx.query('forgotten lock', `SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.forgotten'))`);
    await tx.execute(
      'forgotten add',
      `INSERT INTO forgotten AS f (key, always, at) SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::bigint[])
       ON CONFLICT (key) DO UPDATE SET always = f.always OR excluded.always, at = greatest(f.at, excluded.at),
         seq = excluded.seq`,
      [sorted.map(([name]) => name), sorted.map(([, { always }]) => always), sorted.map(([, { at }]) => at)],
    );
  }

  /** Takes marks away: what bears the names is somebody else's now. */
  async remove(tx: Tx, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const key = await this.#keyOf(tx);
    await tx.execute('forgotten remove', 'DELETE FROM forgotten WHERE key = ANY ($1::uuid[]) AND NOT always', [
      names.map((name) => hashed(key, name)).sort(),
    ]);
  }

  /** What is counted when something is asked: of the first time, however often it is asked. */
  async counted(tx: Tx, ask: string, counts: Record<string, number>): Promise<Record<string, number>> {
    await tx.execute('save counted', 'INSERT INTO deletion (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING', [
      ask,
      JSON.stringify(counts),
    ]);
    const [row] = await tx.query<{ body: string }>('read counted', 'SELECT body FROM deletion WHERE id = $1', [ask]);
    return row === undefined ? counts : (JSON.parse(row.body) as Record<string, number>);
  }

  /** The name's hash, 32 hex digits. */
  async hash(db: Queryable, name: string): Promise<string> {
    return hashed(await this.#keyOf(db), name);
  }

  async #keyOf(db: Queryable): Promise<string> {
    if (this.#key !== undefined) return this.#key;
    const [row] = await db.query<{ key: string }>('forgotten key', 'SELECT key FROM forgotten_key');
    if (row === undefined) throw new Error('the table forgotten_key is empty');
    return (this.#key = row.key);
  }
}

function hashed(key: string, name: string): string {
  return createHmac('sha256', key).update(name).digest('hex').slice(0, 32);
}
