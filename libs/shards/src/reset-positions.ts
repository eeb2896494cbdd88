import { streamState, type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';

export interface ResetOptions {
  readonly db: Database;
  readonly nats: Nats;
  readonly consumer: string;
  readonly stream: string;
  /** `first`: everything that the stream holds is read (again); `next`: only what comes from now on; or a sequence. */
  readonly from: 'first' | 'next' | number;
  /** Look, and change nothing. */
  readonly dryRun?: boolean;
}

export interface ResetPosition {
  readonly subject: string;
  readonly shard: number;
  /** Last sequence done, before and after. */
  readonly was: number;
  readonly is: number;
}

/** There is nothing to reset, or it was asked for something the stream does not have. */
export class ResetRefused extends Error {
  override readonly name = 'ResetRefused';
}

/**
 * Tells a consumer where to go on in a stream that is not the one it had read: an operator's decision, because
 * `first` may repeat work and `next` may leave some out. Running workers take the shards anew by themselves.
 * @throws ResetRefused, StreamMissing
 */
export async function resetPositions(options: ResetOptions): Promise<ResetPosition[]> {
  const { db, nats, consumer, stream } = options;
  const state = await streamState(nats, stream);
  const next = firstToRead(options.from, state);
  const lastSeq = next - 1;
  const rows = await db.query<{ subject: string; shard: number; was: number }>(
    'positions of a stream',
    'SELECT subject, shard, last_seq AS was FROM lease WHERE consumer = $1 AND stream = $2 ORDER BY shard, subject',
    [consumer, stream],
  );
  if (rows.length === 0) throw new ResetRefused(`${consumer} has no positions in ${stream}`);
  if (options.dryRun !== true) {
    await db.execute(
      'reset positions',
      // The whole shard changes hands, so that whoever owns it notices.
      `UPDATE lease SET owner = NULL, epoch = epoch + 1, lease_until = '-infinity',
              stream_created = CASE WHEN stream = $2 THEN $3 ELSE stream_created END,
              last_seq = CASE WHEN stream = $2 THEN $4::bigint ELSE last_seq END
       WHERE consumer = $1 AND shard IN (SELECT shard FROM lease WHERE consumer = $1 AND stream = $2)`,
      [consumer, stream, state.created, lastSeq],
    );
  }
  return rows.map((row) => ({ ...row, is: lastSeq }));
}

/** @throws ResetRefused */
export function firstToRead(from: ResetOptions['from'], state: { firstSeq: number; lastSeq: number }): number {
  const first = Math.max(1, state.firstSeq);
  if (from === 'first') return first;
  if (from === 'next') return state.lastSeq + 1;
  if (from >= first && from <= state.lastSeq + 1) return from;
  throw new ResetRefused(`the stream holds ${first} to ${state.lastSeq}; ${from} is not among them`);
}
