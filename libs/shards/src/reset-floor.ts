import { consumerLag, streamState, syncConsumerNames, type SyncFloor } from '@kochava-stream/messaging';
import { firstToRead, ResetRefused, type ResetOptions, type ResetPosition } from './reset-positions.ts';

/** The consumers of a sync, `sync-<id>`, have no lease: up to where they are done is written down by config. */
export function isOfSync({ consumer, stream }: Pick<ResetOptions, 'consumer' | 'stream'>): boolean {
  return stream === 'DISPATCH' && consumer.startsWith('sync-');
}

/**
 * As `resetPositions`, for both durable consumers of a sync, which are gone with the stream that was replaced. Config
 * makes them again from there when the sync is enabled, or when it starts.
 * @throws ResetRefused, StreamMissing
 */
export async function resetFloor(options: ResetOptions): Promise<ResetPosition[]> {
  const { db, nats, consumer, stream } = options;
  const sync = consumer.slice('sync-'.length);
  const state = await streamState(nats, stream);
  const seq = firstToRead(options.from, state) - 1;
  const [row] = await db.query<{ floor: SyncFloor }>(
    'floor of a sync',
    'SELECT floor FROM consumer_floor WHERE sync = $1',
    [sync],
  );
  if (row === undefined) throw new ResetRefused(`there is no sync ${sync} that was ever enabled`);
  if ((await consumerLag(nats, sync)) !== undefined) {
    throw new ResetRefused(`the consumers of sync ${sync} exist and know where they are`);
  }
  if (options.dryRun !== true) {
    const floor: SyncFloor = { streamCreated: state.created, seq, retrySeq: seq };
    await db.execute('reset floor', 'UPDATE consumer_floor SET floor = $2, at = now() WHERE sync = $1', [
      sync,
      JSON.stringify(floor),
    ]);
  }
  const { main, retry } = syncConsumerNames(sync);
  return [
    { subject: main, shard: 0, was: row.floor.seq, is: seq },
    { subject: retry, shard: 0, was: row.floor.retrySeq, is: seq },
  ];
}
