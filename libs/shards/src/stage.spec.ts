import { deadLetters, encode, linksRequested, type StreamName } from '@kochava-stream/contracts';
import { connectNats, provision, type Nats } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database, type Queryable, type Tx } from '@kochava-stream/persistence';
import {
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { runShardWorker } from './worker.ts';
import { type Outgoing, type ShardMessage, type ShardWorker, type ShardWorkerOptions } from './types.ts';

/** A message of the specs: its number, and what should go wrong with it. */
export interface Item {
  readonly subject: string;
  readonly seq: number;
  readonly n: number;
  readonly harm?: 'data' | 'bug' | 'slow';
  /** Events inside, for messages that can be split. */
  readonly parts?: readonly { n: number; harm?: 'data' | 'bug' }[];
}

export interface Seen {
  readonly subject: string;
  readonly seq: number;
  readonly n: number;
  readonly owner: string;
}

export const shards = 4;
const logger = createLogger({ service: 'spec', level: process.env['SPEC_LOG'] ?? 'silent' });

/** The servers of one spec file. */
export interface Servers {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly stop: () => Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  return { nats, postgres, stop: async () => void (await Promise.all([nats.stop(), postgres.stop()])) };
}

/** A worker of the specs with what it says of itself. */
export interface Actor {
  readonly worker: ShardWorker;
  readonly owner: string;
  readonly health: Health;
  readonly metrics: Metrics;
}

export type Role = Partial<ShardWorkerOptions<Item>> & {
  frozenBy?: Gate;
  /** Called inside every transaction, first. */
  onBatch?: (size: number, batch: readonly Item[]) => unknown;
};

/** A fresh database, empty streams, and workers that write down what they see. */
export class Stage {
  readonly #closers: (() => Promise<unknown>)[] = [];
  #actors = 0;

  private constructor(
    readonly servers: Servers,
    readonly databaseUrl: string,
    readonly db: Database,
    readonly nats: Nats,
  ) {}

  static async open(servers: Servers): Promise<Stage> {
    const url = await servers.postgres.freshDatabase();
    await migrate({ url, schema: 'transformer' });
    const db = await openDatabase({ url, schema: 'transformer', logger });
    await db.execute(
      'table',
      'CREATE TABLE seen (at bigserial, subject text, seq bigint, n integer CHECK (n >= 0), owner text)',
    );
    const nats = await connectNats({ servers: servers.nats.url, name: 'stage', logger });
    await provision(nats, { shards, replicas: 1 });
    for (const stream of ['RECEIVED', 'LINKS', 'DEAD', 'OUTCOMES']) await nats.jsm.streams.purge(stream);
    return new Stage(servers, url, db, nats);
  }

  /** Messages to a shard: one per entry, in order. */
  async send(shard: number, bodies: readonly (Partial<Item> | string)[], kind = 'events'): Promise<void> {
    for (const body of bodies) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      await this.nats.js.publish(`received.${kind}.${shard}`, text);
    }
  }

  async act({ frozenBy, onBatch, ...given }: Role = {}): Promise<Actor> {
    const owner = given.owner ?? `actor-${(this.#actors += 1)}`;
    const real = await openDatabase({ url: this.databaseUrl, schema: 'transformer', logger });
    const nats = given.nats ?? (await connectNats({ servers: this.servers.nats.url, name: owner, logger }));
    const db = frozenBy === undefined ? real : behind(frozenBy, real);
    const parts = { health: new Health(), metrics: new Metrics(owner) };
    const worker = runShardWorker<Item>({
      ...parts,
      consumer: 'spec',
      owner,
      shards,
      sources: [{ stream: 'RECEIVED', subject: (shard) => `received.events.${shard}` }],
      db,
      nats,
      logger,
      leaseMs: 1_000,
      checkMs: 200,
      parse,
      weigh: (item) => item.parts?.length ?? 1,
      handle: async (batch, tx, { newId }) => {
        await onBatch?.(batch.length, batch);
        return await handle(batch, { tx, owner, newId });
      },
      poison,
      ...given,
    });
    this.#closers.push(async () => {
      await worker.close();
      if (!nats.nc.isClosed()) await nats.close();
      await real.close();
    });
    return { worker, owner, ...parts };
  }

  async seen(): Promise<Seen[]> {
    return await this.db.query<Seen>('seen', 'SELECT subject, seq, n, owner FROM seen ORDER BY at');
  }

  /** The numbers that were seen in a shard, in the order of their transactions. */
  async numbers(shard: number): Promise<number[]> {
    return (await this.seen()).filter(({ subject }) => subject === `received.events.${shard}`).map(({ n }) => n);
  }

  async outbox(): Promise<number> {
    return (await this.db.query<{ n: number }>('count', 'SELECT count(*)::integer AS n FROM outbox'))[0]?.n ?? 0;
  }

  /** Everything a stream holds, with the message ids. */
  async stored(stream: StreamName): Promise<{ subject: string; id: string; body: any }[]> {
    const { state } = await this.nats.jsm.streams.info(stream);
    const all = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
      const message = await this.nats.jsm.streams.getMessage(stream, { seq });
      if (message !== null)
        all.push({ subject: message.subject, id: message.header.get('Nats-Msg-Id'), body: message.json() });
    }
    return all;
  }

  /** The numbers of the messages published for a shard, in the order of the stream. */
  async links(shard: number): Promise<number[]> {
    const links = await this.stored('LINKS');
    return links.filter(({ subject }) => subject === `links.requested.${shard}`).map(({ body }) => body.n);
  }

  /** Waits until every shard has exactly these numbers. */
  async expectNumbers(expected: Readonly<Record<number, readonly number[]>>, timeoutMs = 15_000): Promise<void> {
    await eventually(
      async () => {
        for (const [shard, numbers] of Object.entries(expected))
          expect(await this.numbers(Number(shard))).toEqual(numbers);
      },
      { timeoutMs },
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#closers.map((close) => close()));
    await this.nats.close();
    await this.db.close();
  }
}

/** A wall that a spec can put before what an actor does in the database, as if its process stood still. */
export class Gate {
  #open = Promise.withResolvers<void>();

  constructor() {
    this.#open.resolve();
  }

  shut(): void {
    this.#open = Promise.withResolvers();
  }

  open(): void {
    this.#open.resolve();
  }

  get passed(): Promise<void> {
    return this.#open.promise;
  }
}

function behind(gate: Gate, db: Database): Database {
  const gated = (on: Queryable): Queryable => ({
    query: async <R extends object>(...args: Parameters<Queryable['query']>) => {
      await gate.passed;
      const rows = await on.query<R>(...args);
      await gate.passed;
      return rows;
    },
    execute: async (...args) => {
      await gate.passed;
      return await on.execute(...args);
    },
  });
  return {
    ...gated(db),
    schema: db.schema,
    dataSource: db.dataSource,
    close: () => db.close(),
    transaction: async (run) => {
      await gate.passed;
      return await db.transaction((tx) => run({ ...gated(tx), savepoint: (inside) => tx.savepoint(inside) }));
    },
  };
}

export function parse({ subject, seq, bytes }: ShardMessage): Item {
  return { ...(JSON.parse(Buffer.from(bytes).toString()) as Item), subject, seq };
}

export async function handle(
  batch: readonly Item[],
  on: { tx: Tx; owner: string; newId: () => string },
): Promise<Outgoing[]> {
  const flat = batch.flatMap(({ parts, ...item }) => (parts ?? [item]).map((part) => ({ ...item, ...part })));
  if (flat.some(({ harm }) => harm === 'bug')) throw new TypeError('nobody foresaw this');
  await on.tx.execute(
    'see',
    `INSERT INTO seen (subject, seq, n, owner) SELECT s.*, $4 FROM unnest($1::text[], $2::bigint[], $3::integer[]) AS s`,
    [
      flat.map(({ subject }) => subject),
      flat.map(({ seq }) => seq),
      flat.map(({ n, harm }) => (harm === 'data' ? -1 : n)),
      on.owner,
    ],
  );
  return flat.map(({ subject, n }) => ({
    id: on.newId(),
    contract: linksRequested,
    to: { shard: Number(subject.split('.').at(-1)) },
    bytes: Buffer.from(JSON.stringify({ n })),
  }));
}

function poison(message: ShardMessage, error: Error, { newId, now }: { newId: () => string; now: number }): Outgoing {
  const id = newId();
  const letter = {
    v: 1 as const,
    id,
    source: 'transformer' as const,
    kind: 'poison' as const,
    project: null,
    sync: null,
    syncVersion: null,
    reason: 'poison',
    detail: error.name,
    reply: null,
    attempts: 1,
    at: now,
    payload: JSON.stringify({ seq: message.seq, bytes: Buffer.from(message.bytes).toString('base64') }),
  };
  return { id, contract: deadLetters, to: { sync: null }, bytes: encode(deadLetters, letter) };
}

/** 1 … n */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** A connection to NATS whose publishes never come back once it is cut; reading goes on. */
export function cuttable(nats: Nats): { nats: Nats; cut: () => void; heal: () => void } {
  const hang = Promise.withResolvers<void>();
  const dead = Object.create(nats.connection, {
    up: { get: () => false },
    closed: { get: () => false },
    untilConnected: {
      value: (signal?: AbortSignal) =>
        Promise.race([
          hang.promise,
          new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve())),
        ]),
    },
  }) as Nats['connection'];
  let isCut = false;
  return {
    nats: Object.create(nats, { connection: { get: () => (isCut ? dead : nats.connection) } }) as Nats,
    cut: () => (isCut = true),
    heal: () => {
      isCut = false;
      hang.resolve();
    },
  };
}
