import { deviceShard } from '@kochava-stream/contracts';
import { type ConfirmedBy } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { type Change } from './devices.ts';

/** Counts, with every transaction of the linker, what it confirmed. @param tell the source, and how many devices */
export function confirmationCounter(shards: number, tell: (source: ConfirmedBy, n: number) => void) {
  return async (changes: readonly Change[], { tx, now }: { tx: Tx; now: number }): Promise<void> => {
    const confirmed = confirmationsIn(changes, shards);
    await countConfirmations(tx, confirmed, now);
    for (const { source, n } of confirmed) tell(source, n);
  };
}

/** Devices of one sync and shard that were confirmed for the first time, by one source. */
interface Confirmations {
  readonly sync: string;
  readonly source: ConfirmedBy;
  readonly shard: number;
  n: number;
}

/** What a transaction confirmed that had not been confirmed before. */
function confirmationsIn(changes: readonly Change[], shards: number): Confirmations[] {
  const counts = new Map<string, Confirmations>();
  for (const { key, before, after } of changes) {
    if (before.confirmation !== null || after.confirmation === null) continue;
    const { by: source } = after.confirmation;
    const shard = deviceShard(key.sync, key.kochavaDeviceId, shards);
    const text = `${key.sync}\0${source}\0${shard}`;
    const count = counts.get(text) ?? { sync: key.sync, source, shard, n: 0 };
    counts.set(text, { ...count, n: count.n + 1 });
  }
  // One order for everybody, so that two transactions wait for each other in one direction only.
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

/** Adds them up. @param at ms */
async function countConfirmations(tx: Tx, counts: readonly Confirmations[], at: number): Promise<void> {
  if (counts.length === 0) return;
  await tx.execute(
    'count confirmations',
    `INSERT INTO confirmation_count AS c (sync, source, shard, n, last_at)
     SELECT sync, source, shard, n, $5
     FROM unnest($1::text[], $2::text[], $3::integer[], $4::bigint[]) AS k (sync, source, shard, n)
     ON CONFLICT (sync, source, shard) DO UPDATE SET n = c.n + excluded.n, last_at = greatest(c.last_at, excluded.last_at)`,
    [
      counts.map(({ sync }) => sync),
      counts.map(({ source }) => source),
      counts.map(({ shard }) => shard),
      counts.map(({ n }) => n),
      at,
    ],
  );
}
