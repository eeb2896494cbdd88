import { publishAllTraced } from '@kochava-stream/messaging';
import { Tracing } from '@kochava-stream/observability';
import { DatabaseClock } from './clock.ts';
import { finish } from './closing.ts';
import { Lane } from './lane.ts';
import { LeaseStore, type Beginning, type TakenShard } from './lease-store.ts';
import { Loop } from './loop.ts';
import { shardCounting } from './metrics.ts';
import { lagsOf } from './lag.ts';
import { leftovers, type OutboxRow } from './outbox-row.ts';
import { OwnedShard } from './owned-shard.ts';
import { Ownership } from './ownership.ts';
import { type Processing } from './process-batch.ts';
import { beginReading, statesOf, type Reading } from './reading.ts';
import { OutboxRelay } from './relay.ts';
import { stopwatch, transactor } from './transact.ts';
import { type ShardWorker, type ShardWorkerOptions } from './types.ts';
import { watchStreams } from './watch.ts';
import { workerHealth } from './worker-health.ts';

const defaults = {
  maxBatch: 1_000,
  gatherMs: 0,
  leaseMs: 15_000,
  maxWaitingBytes: 4 * 1024 * 1024,
  checkMs: 5_000,
  quietMs: 60_000,
};
/** What a reader holds, beside what waits in its lane: room for a message of any size. */
const readerBytes = 1_200_000;
/** Transactions whose messages are not published yet, before the next one waits. */
const mostParcels = 2;
/** What a message has around its bytes: subject, id, headers. */
const envelopeBytes = 4_096;
const mostPayloadBytes = 1024 * 1024;

/**
 * Runs a stateful consumer: every message of its sources changes the state exactly once, in stream order per shard, and
 * what that decides is published at least once, each message under the same id, in the order of the decisions.
 *
 * A shard belongs to the owner of its lease rows. The owner reads it through private ordered consumers after the committed
 * position, so there are no acknowledgements that could be wrong. State, positions and outgoing messages commit together,
 * and only while the lease is the owner's.
 */
export function runShardWorker<Parsed>(given: ShardWorkerOptions<Parsed>): ShardWorker {
  const clock = new DatabaseClock();
  const options = { ...defaults, now: clock.now, tracing: new Tracing(), ...given };
  const { consumer, owner, shards, sources, db, nats, logger, leaseMs } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const metrics = shardCounting(options.metrics, consumer, {
    owned: () => ownership.shards.length,
    stopped: () => ownership.shards.filter(({ phase }) => phase === 'stopped').length,
    outbox: () => relay,
    lags: () => lagsOf(ownership.shards, options.now()),
  });
  const gaps: string[] = [];
  const wake = () => loop.wake();
  const laneBytes = () => options.maxWaitingBytes / Math.max(1, ownership.shards.length * sources.length);

  const store = new LeaseStore(db, { consumer, owner, leaseMs }, (shard) => sources.map((each) => each.subject(shard)));
  const relay = new OutboxRelay({
    publish: (rows, abort) => publishAllTraced(nats, rows, { signal: abort, tracing: options.tracing }),
    logger,
    most: mostParcels,
    onDone: wake,
    closing: signal,
  });

  const reading: Reading<Parsed> = {
    options,
    metrics,
    logger,
    readerBytes,
    wake,
    gap: (text) => gaps.push(text),
  };

  const ownership: Ownership<Parsed> = new Ownership({
    store,
    owner,
    shards,
    leaseMs,
    logger,
    metrics,
    signal,
    beginnings,
    opened,
    start,
    busyMs: () => clocked.busyMs(),
    heardTime: (time, asked) => clock.heard(time, asked),
    wake,
  });

  const mostBytes = () => (nats.nc.info?.max_payload ?? mostPayloadBytes) - envelopeBytes;
  const clocked = stopwatch(transactor<Parsed>({ options, mostBytes, relay, claim }));
  const processing: Processing<Parsed> = {
    options,
    transact: clocked.transact,
    metrics,
    logger,
    signal,
    lost: (those) => ownership.lost(those),
    mostBytes,
  };
  const loop = new Loop<Parsed>({
    db,
    maxBatch: options.maxBatch,
    gatherMs: options.gatherMs,
    ownership,
    relay,
    processing,
  });

  const { checkMs, quietMs } = options;
  const watching = { nats, streams: sources.map(({ stream }) => stream), logger, metrics, wake, checkMs, quietMs };
  const transactions = loop.run(signal);
  const care = Promise.all([ownership.run(), watchStreams({ ...watching, shards: () => ownership.shards }, signal)]);
  options.health.check(
    `shards ${consumer}`,
    workerHealth({ ownership, relay, gaps, busyMs: () => clocked.busyMs(), closing: signal }),
  );

  /** A subject that was never read begins with the first message that its stream holds. */
  async function beginnings(of: readonly number[]): Promise<Beginning[]> {
    const states = await statesOf(
      nats,
      sources.map(({ stream }) => stream),
    );
    return of.flatMap((shard) =>
      sources.flatMap(({ stream, subject }) => {
        const state = states.get(stream);
        if (state === undefined) return [];
        const lastSeq = Math.max(0, state.firstSeq - 1);
        return [{ shard, subject: subject(shard), stream, created: state.created, lastSeq }];
      }),
    );
  }

  function opened(taken: TakenShard): OwnedShard<Parsed> {
    const lanes = sources.map(({ stream, subject }, source) => {
      const name = subject(taken.shard);
      const row = taken.subjects.find((each) => each.subject === name);
      if (row === undefined) throw new Error(`shard ${taken.shard} was taken without ${name}`);
      return new Lane<Parsed>({
        subject: name,
        stream,
        source,
        created: row.created,
        position: row.lastSeq,
        limit: laneBytes,
      });
    });
    return new OwnedShard(taken.shard, taken.epoch, lanes);
  }

  /** What an earlier owner decided comes before anything that is decided here. */
  async function start(shard: OwnedShard<Parsed>): Promise<void> {
    const rows = await unpublished(shard);
    if (rows.length > 0)
      logger.info({ shard: shard.shard, rows: rows.length }, 'publishing what was left in the outbox');
    await relay.push(rows, async () => ((await ownership.ours([shard])).length > 0 ? rows : undefined));
    if (shard.phase === 'starting') await beginReading(reading, shard);
  }

  async function unpublished(shard: OwnedShard<Parsed>): Promise<OutboxRow[]> {
    const left = await leftovers(db, consumer, shard.shard);
    return left.filter(({ id }) => !relay.published.includes(id));
  }

  /**
   * Where some of a transaction's shards have gone to another owner, that one may not have published yet what was committed
   * before: then everything that stands in the outbox leaves in its order.
   */
  async function claim(of: readonly OwnedShard<Parsed>[], rows: readonly OutboxRow[]) {
    const [first, ...others] = await ownership.ours(of);
    if (first === undefined) return undefined;
    return others.length + 1 === of.length ? rows : await unpublished(first);
  }

  let closed: Promise<void> | undefined;
  return {
    owned: () =>
      ownership.shards.filter(({ phase }) => phase === 'reading' || phase === 'leaving').map(({ shard }) => shard),
    close: () => {
      closing.abort();
      return (closed ??= finish({ loop, ownership, relay, store, logger, transactions, care }));
    },
  };
}
