import { type Queryable } from '@kochava-stream/persistence';
import { type OutboxRow } from './outbox-row.ts';

/** How far a transaction brings one subject. `to` = `from` only proves that the shard is still ours. */
export interface Advance {
  readonly shard: number;
  readonly subject: string;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
}

export interface Settlement {
  readonly consumer: string;
  readonly owner: string;
  readonly leaseMs: number;
  readonly advances: readonly Advance[];
  readonly outbox: readonly OutboxRow[];
  /** Ids of outbox rows that have been published. */
  readonly published: readonly string[];
}

/** A shard has another owner, or its position moved without us: the transaction must not commit. */
export class FenceLost extends Error {
  override readonly name = 'FenceLost';
  constructor(readonly shards: readonly number[]) {
    super(`shards ${shards.join(', ')} are no longer ours`);
  }
}

/**
 * The last statement of every transaction: moves the positions if they are still ours, stores what is to be sent,
 * drops what has been. One statement, because each costs a round trip.
 * The row locks it takes make a successor wait for the commit, or this wait for the successor's.
 * @throws FenceLost
 */
export async function settle(tx: Queryable, of: Settlement): Promise<void> {
  const { advances, outbox } = of;
  const moved = await tx.query<{ shard: number; subject: string }>(
    'settle',
    `WITH moved AS (
       UPDATE lease SET last_seq = a.to_seq, lease_until = clock_timestamp() + $3 * interval '1 ms'
       FROM unnest($4::integer[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
            AS a (shard, subject, epoch, from_seq, to_seq)
       WHERE lease.consumer = $1 AND lease.shard = a.shard AND lease.subject = a.subject
         AND lease.owner = $2 AND lease.epoch = a.epoch AND lease.last_seq = a.from_seq
       RETURNING lease.shard, lease.subject
     ), dropped AS (
       DELETE FROM outbox WHERE id = ANY ($9::text[])
     ), stored AS (
       INSERT INTO outbox (id, consumer, shards, stream, subject, headers, payload)
       SELECT o.id, $1, $16::integer[], o.stream, o.subject, o.headers::json,
              substring($15::bytea FROM o.start FOR o.length)
       FROM unnest($10::text[], $11::text[], $12::text[], $13::text[], $14::integer[], $17::integer[])
            WITH ORDINALITY AS o (id, stream, subject, headers, start, length, n)
       ORDER BY o.n
     )
     SELECT shard, subject FROM moved`,
    [
      of.consumer,
      of.owner,
      of.leaseMs,
      advances.map(({ shard }) => shard),
      advances.map(({ subject }) => subject),
      advances.map(({ epoch }) => epoch),
      advances.map(({ from }) => from),
      advances.map(({ to }) => to),
      of.published,
      ...outboxColumns(outbox),
    ],
  );
  if (moved.length === advances.length) return;
  const lost = advances.filter(
    ({ shard, subject }) => !moved.some((row) => row.shard === shard && row.subject === subject),
  );
  throw new FenceLost([...new Set(lost.map(({ shard }) => shard))]);
}

/** All payloads travel as one binary parameter: an array of them would be sent as hexadecimal text. */
function outboxColumns(rows: readonly OutboxRow[]): unknown[] {
  const lengths = rows.map(({ bytes }) => bytes.byteLength);
  let start = 1;
  const starts = lengths.map((length) => {
    const at = start;
    start += length;
    return at;
  });
  return [
    rows.map(({ id }) => id),
    rows.map(({ stream }) => stream),
    rows.map(({ subject }) => subject),
    rows.map(({ headers }) => (headers === undefined ? null : JSON.stringify(headers))),
    starts,
    Buffer.concat(rows.map(({ bytes }) => bytes)),
    rows[0]?.shards ?? [],
    lengths,
  ];
}
