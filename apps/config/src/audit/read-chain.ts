import { type Queryable } from '@kochava-stream/persistence';
import { columnsFit, type Link } from './chain.ts';
import { type Entry } from './entry.ts';

interface Row {
  seq: number;
  hash: Buffer;
  entry: string;
  request: string;
  phase: string;
  project: string | null;
  who: string | null;
}

const perPage = 1000;

/** A row's columns do not say what its entry says. */
export class ColumnsDiffer extends Error {
  override readonly name = 'ColumnsDiffer';
}

/** Every entry from the first on, a thousand at a time. @throws ColumnsDiffer */
export async function* readChain(db: Queryable): AsyncGenerator<Link> {
  for (let after = 0; ;) {
    const rows = await db.query<Row>(
      'config_audit_read',
      `select seq, hash, entry, request, phase, project, who from audit
        where audit.seq > $1::bigint order by audit.seq limit ${perPage}`,
      [after],
    );
    for (const row of rows) {
      if (!columnsFit(row, JSON.parse(row.entry) as Entry)) {
        throw new ColumnsDiffer(`the columns of audit entry ${row.seq} do not say what the entry says`);
      }
      yield { seq: row.seq, hash: row.hash.toString('hex'), entry: row.entry };
    }
    if (rows.length < perPage) return;
    after = (rows.at(-1) as Row).seq;
  }
}
