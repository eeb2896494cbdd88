import { encode, type Contract, type StreamName } from '@kochava-stream/contracts';
import { type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics, type Traceparent, type Tracing } from '@kochava-stream/observability';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { type Static, type TSchema } from '@sinclair/typebox';
import { type BatchTraces } from './batch-traces.ts';

/** One subject per shard of one stream. A worker that owns a shard reads it in every source. */
export interface ShardSource {
  readonly stream: StreamName;
  readonly subject: (shard: number) => string;
}

/** A message as it was read, with its place. */
export interface ShardMessage {
  /** Index in the worker's `sources`. */
  readonly source: number;
  readonly shard: number;
  readonly stream: StreamName;
  readonly subject: string;
  /** Sequence in the stream. */
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A message that the transaction decided to send; it is sent if and only if the transaction commits. Made by `outgoing`,
 * where the compiler checks that message and destination fit the contract.
 */
export interface Outgoing {
  /** Unique for ever: the id of the outbox row and of the published message. */
  readonly id: string;
  readonly contract: Pick<Contract<TSchema, never>, 'name' | 'stream' | 'subject'>;
  /** The parameters of the contract's subject. */
  readonly to: unknown;
  readonly bytes: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a transaction may know of the world. */
export interface Context {
  /** ms since the epoch, the same for the whole transaction. */
  readonly now: number;
  /** A fresh id, for an `Outgoing`. */
  readonly newId: () => string;
  readonly traces: BatchTraces;
}

/** Work that becomes due by time alone. */
export interface Tick {
  readonly everyMs: number;
  /** Does a limited piece of what is due in the owned shards. `again`: there is more, run at once. */
  readonly run: (tx: Tx, shards: readonly number[], context: Context) => Promise<Outgoing[] | Due>;
}

export interface Due {
  readonly outgoing: Outgoing[];
  readonly again: boolean;
}

export interface ShardWorkerOptions<Parsed> {
  /** Whose positions these are: part of the key of every lease. */
  readonly consumer: string;
  /** Unique per start of a process, or the fence between two owners is worthless. */
  readonly owner: string;
  readonly shards: number;
  readonly sources: readonly ShardSource[];
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  /** Default: no traces. */
  readonly tracing?: Tracing;
  /** Units in one transaction, as `weigh` counts them. Default 1,000; one message may have more. */
  readonly maxBatch?: number;
  /**
   * Least time from the beginning of one transaction to that of the next, unless half a batch waits; the first one after
   * a rest waits for nothing. Default 0.
   */
  readonly gatherMs?: number;
  /** How long a shard waits for an owner that fell silent. Default 15,000. */
  readonly leaseMs?: number;
  /** Bytes of messages parsed ahead, all shards together; parsed they are several times as large. Default 4 MiB. */
  readonly maxWaitingBytes?: number;
  /** How often to see whether the streams are still the same. Default 5,000. */
  readonly checkMs?: number;
  /** How often the positions of quiet subjects follow their streams. Default 60,000. */
  readonly quietMs?: number;
  /** Clock, ms since the epoch. */
  readonly now?: () => number;
  /** Runs on arrival, beside the transaction of earlier messages. What makes it throw is poison. */
  readonly parse: (message: ShardMessage) => Parsed;
  readonly weigh: (parsed: Parsed) => number;
  /** The recorded traces to which what is inside belongs. */
  readonly causes?: (parsed: Parsed) => readonly Traceparent[];
  /**
   * Changes state for the messages, which are in stream order within each source and shard. May run again with
   * the same messages when the transaction did not commit, so it must keep nothing in memory.
   */
  readonly handle: (batch: readonly Parsed[], tx: Tx, context: Context) => Promise<Outgoing[]>;
  /** The dead letter of a message that nobody can take. Called again with fewer bytes if it came out too large. */
  readonly poison: (message: ShardMessage, error: Error, context: Context) => Outgoing;
  /** Parts of a message that can stand alone, all with its place; used when the whole cannot be taken. */
  readonly split?: (message: ShardMessage) => ShardMessage[];
  readonly tick?: Tick;
}

export interface ShardWorker {
  /** Finishes the running transaction, publishes what it decided, hands the shards over. */
  close(): Promise<void>;
  /** The shards that are being read here, ascending. */
  owned(): number[];
}

/** An `Outgoing` of a contract: the compiler checks the message and where it goes. */
export function outgoing<S extends TSchema, P>(of: {
  id: string;
  contract: Contract<S, P>;
  to: NoInfer<P>;
  message: NoInfer<Static<S>>;
  headers?: Readonly<Record<string, string>>;
}): Outgoing {
  return {
    id: of.id,
    contract: of.contract,
    to: of.to,
    bytes: encode(of.contract, of.message),
    ...(of.headers === undefined ? {} : { headers: of.headers }),
  };
}
