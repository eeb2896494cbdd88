import { traceHeaders } from '@kochava-stream/messaging';
import { type Tx } from '@kochava-stream/persistence';
import { TransactionTraces, type Traced } from './batch-traces.ts';
import { type OutboxRow } from './outbox-row.ts';
import { type OwnedShard } from './owned-shard.ts';
import { type Claim, type OutboxRelay } from './relay.ts';
import { settle, type Advance } from './settle.ts';
import { type Context, type Outgoing, type ShardWorkerOptions } from './types.ts';
import { type Lane } from './lane.ts';

/** One transaction to be: where it brings the positions and what happens inside. */
export interface Work<Parsed> {
  readonly steps: readonly Step<Parsed>[];
  readonly run: (tx: Tx, context: Context) => Promise<Decision>;
  /** undefined = no message is behind it. */
  readonly traced?: Traced;
}

export interface Decision {
  readonly outgoing: readonly Outgoing[];
  /** Dead letters among them. */
  readonly poisoned: number;
}

/** A lane and the sequence it will stand at. */
export interface Step<Parsed> {
  readonly shard: OwnedShard<Parsed>;
  readonly lane: Lane<Parsed>;
  readonly to: number;
}

/** A message that no stream would take. */
export class OutgoingTooLarge extends Error {
  override readonly name = 'OutgoingTooLarge';
  constructor(contract: string, bytes: number, most: number) {
    super(`a ${contract} message of ${bytes} bytes cannot be published; at most ${most} can`);
  }
}

/**
 * Commits the work with its positions and its outbox rows, moves the lanes on and hands the rows to the relay.
 * @throws FenceLost, whatever the work throws, whatever the database throws: then nothing has changed, except that
 * after `CommitUnknown` it may have
 */
export type Transactor<Parsed> = (work: Work<Parsed>) => Promise<Decision>;

export function transactor<Parsed>(parts: {
  options: Required<Pick<ShardWorkerOptions<Parsed>, 'consumer' | 'owner' | 'db' | 'now' | 'leaseMs' | 'tracing'>>;
  mostBytes: () => number;
  relay: OutboxRelay;
  claim: (shards: readonly OwnedShard<Parsed>[], rows: readonly OutboxRow[]) => ReturnType<Claim>;
}): Transactor<Parsed> {
  const { options, relay } = parts;
  return async (work) => {
    const shards = [...new Set(work.steps.map(({ shard }) => shard))];
    const numbers = shards.map(({ shard }) => shard);
    const published = [...relay.published];
    const traces = new TransactionTraces(options.tracing, options.consumer, work.traced ?? nothing);
    const run = async (tx: Tx) => {
      const context: Context = { now: options.now(), newId: () => crypto.randomUUID(), traces };
      const decided = await work.run(tx, context);
      const rows = decided.outgoing.map((each) => outboxRow(each, numbers, { mostBytes: parts.mostBytes(), traces }));
      await settle(tx, {
        consumer: options.consumer,
        owner: options.owner,
        leaseMs: options.leaseMs,
        advances: work.steps.map(advance),
        outbox: rows,
        published,
      });
      return { decision: decided, outbox: rows };
    };
    const { decision, outbox } = await recorded(traces, () => options.db.transaction(run, traces.statements));
    relay.forget(published);
    for (const { lane, to } of work.steps) lane.advance(to);
    void relay.push(outbox, (rows) => parts.claim(shards, rows));
    return decision;
  };
}

const nothing: Traced = { template: 'due', messages: 0, causes: [], sent: [] };

async function recorded<T>(traces: TransactionTraces, transaction: () => Promise<T>): Promise<T> {
  try {
    const done = await transaction();
    traces.committed();
    return done;
  } catch (error) {
    traces.failedWith(error);
    throw error;
  }
}

function advance<Parsed>({ shard, lane, to }: Step<Parsed>): Advance {
  return { shard: shard.shard, subject: lane.subject, epoch: shard.epoch, from: lane.position, to };
}

function outboxRow(
  outgoing: Outgoing,
  shards: readonly number[],
  { mostBytes, traces }: { mostBytes: number; traces: TransactionTraces },
): OutboxRow {
  const { id, contract, to, bytes } = outgoing;
  const headers = outgoing.headers ?? headersOf(contract.stream, traces);
  if (bytes.byteLength > mostBytes) throw new OutgoingTooLarge(contract.name, bytes.byteLength, mostBytes);
  const subject = (contract.subject as (to: unknown) => string)(to);
  return { id, stream: contract.stream, subject, bytes, shards, ...(headers === undefined ? {} : { headers }) };
}

/** The counts of a transaction belong to nobody's trace. */
function headersOf(stream: string, { traceparent }: TransactionTraces): Outgoing['headers'] {
  return traceparent === undefined || stream === 'OUTCOMES' ? undefined : traceHeaders(traceparent);
}

/** Knows how long the running transaction has been going on. */
export function stopwatch<Parsed>(transact: Transactor<Parsed>): {
  transact: Transactor<Parsed>;
  /** 0 while none is running. */
  busyMs: () => number;
} {
  let since: number | undefined;
  return {
    busyMs: () => (since === undefined ? 0 : performance.now() - since),
    transact: async (work) => {
      since = performance.now();
      try {
        return await transact(work);
      } finally {
        since = undefined;
      }
    },
  };
}
