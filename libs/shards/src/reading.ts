import {
  MessagesAgedOut,
  checkPosition,
  checkSameStream,
  readShard,
  streamState,
  type Nats,
  type ShardReader,
  type StreamState,
} from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type Lane } from './lane.ts';
import { type ShardCounting } from './metrics.ts';
import { type OwnedShard } from './owned-shard.ts';
import { type ShardMessage, type ShardWorkerOptions } from './types.ts';

export interface Reading<Parsed> {
  readonly options: ShardWorkerOptions<Parsed>;
  readonly metrics: ShardCounting;
  readonly logger: Logger;
  /** Bytes that one reader may hold for its lane. */
  readonly readerBytes: number;
  /** Something arrived. */
  readonly wake: () => void;
  /** Messages are missing: for people to know. */
  readonly gap: (text: string) => void;
}

/** The state of every stream that is read, each asked for once. */
export async function statesOf(nats: Nats, streams: readonly string[]): Promise<Map<string, StreamState>> {
  const states = new Map<string, StreamState>();
  for (const stream of new Set(streams)) states.set(stream, await streamState(nats, stream));
  return states;
}

/**
 * Begins to read a shard after its positions. A stream that is not the one of the position stops the shard: going on would
 * pass over messages in silence. Messages that aged out are lost already: said loudly, then on with what is left.
 */
export async function beginReading<Parsed>(on: Reading<Parsed>, shard: OwnedShard<Parsed>): Promise<void> {
  const states = await statesOf(
    on.options.nats,
    shard.lanes.map(({ stream }) => stream),
  );
  for (const lane of shard.lanes) {
    const found = states.get(lane.stream);
    if (found === undefined || shard.phase !== 'starting') return;
    if (!isReadable(on, shard, { lane, found })) return;
  }
  const readers = shard.lanes.map((lane) =>
    readShard(on.options.nats, {
      stream: lane.stream,
      subject: lane.subject,
      fromSeq: lane.position + 1,
      created: lane.created,
      maxBytes: on.readerBytes,
      logger: on.logger,
    }),
  );
  if (!shard.read(readers)) return;
  shard.lanes.forEach((lane, index) => {
    const reader = readers[index];
    if (reader !== undefined) void fill(on, shard, { lane, reader });
  });
}

/** Stops a shard whose stream was replaced while it was being read. `positions` were taken before `states`. */
export function checkStreams<Parsed>(
  on: Pick<Reading<Parsed>, 'metrics' | 'logger'>,
  shard: OwnedShard<Parsed>,
  against: { positions: readonly number[]; states: ReadonlyMap<string, StreamState> },
): void {
  shard.lanes.forEach((lane, index) => {
    const found = against.states.get(lane.stream);
    if (found === undefined || shard.phase !== 'reading') return;
    try {
      checkSameStream(lane.stream, { created: lane.created, lastSeq: against.positions[index] ?? 0 }, found);
    } catch (error) {
      stop(on, shard, { lane, error });
    }
  });
}

function isReadable<Parsed>(
  on: Reading<Parsed>,
  shard: OwnedShard<Parsed>,
  { lane, found }: { lane: Lane<Parsed>; found: StreamState },
): boolean {
  try {
    checkPosition(lane.stream, { created: lane.created, lastSeq: lane.position }, found);
  } catch (error) {
    if (!(error instanceof MessagesAgedOut)) {
      stop(on, shard, { lane, error });
      return false;
    }
    on.metrics.agedOut(lane.stream);
    on.logger.error(
      { subject: lane.subject, position: lane.position, firstLeft: found.firstSeq },
      'messages may have aged out unread: they are lost here; going on with the first one left',
    );
    on.gap(`${lane.subject}: messages ${lane.position + 1} to ${found.firstSeq - 1} of ${lane.stream} aged out unread`);
  }
  return true;
}

function stop<Parsed>(
  on: Pick<Reading<Parsed>, 'metrics' | 'logger'>,
  shard: OwnedShard<Parsed>,
  { lane, error }: { lane: Lane<Parsed>; error: unknown },
): void {
  const reason = error instanceof Error ? error.message : String(error);
  on.metrics.replaced(lane.stream);
  shard.stop(
    `shard ${shard.shard} stopped: ${reason}. Decide where to go on and run \`npm run reset-positions -- --help\``,
  );
  on.logger.error({ err: error, shard: shard.shard, subject: lane.subject }, 'a shard stopped and needs an operator');
}

/** Parses what arrives while earlier messages are in their transaction; waits where too much waits. */
async function fill<Parsed>(
  on: Reading<Parsed>,
  shard: OwnedShard<Parsed>,
  { lane, reader }: { lane: Lane<Parsed>; reader: ShardReader },
): Promise<void> {
  try {
    for await (const { seq, subject, bytes, headers, storedAt } of reader) {
      if (shard.phase !== 'reading') return;
      if (seq <= lane.lastArrived) throw new Error(`sequence ${seq} of ${subject} came after ${lane.lastArrived}`);
      const { source, stream } = lane;
      push(on, lane, { message: { source, shard: shard.shard, stream, subject, seq, bytes, headers }, storedAt });
      on.wake();
      await lane.room();
    }
  } catch (error) {
    if (shard.phase === 'reading') stop(on, shard, { lane, error });
    on.wake();
  }
}

function push<Parsed>(
  on: Reading<Parsed>,
  lane: Lane<Parsed>,
  arrived: { readonly message: ShardMessage; readonly storedAt: number },
): void {
  try {
    const parsed = on.options.parse(arrived.message);
    lane.push({ ...arrived, parsed, weight: on.options.weigh(parsed) });
  } catch (thrown) {
    const fault = thrown instanceof Error ? thrown : new Error(String(thrown));
    lane.push({ ...arrived, fault, weight: 1 });
  }
}
