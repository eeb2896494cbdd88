import {
  decode,
  deadLetters,
  dispatchEvents,
  encode,
  eventShard,
  kvKeys,
  linksRequested,
  outcomeCounts,
  outcomeSeen,
  receivedInstalls,
  receivedEvents,
  type AmplitudeEvent,
  type Contract,
  type Count,
  type DeadLetter,
  type DispatchEntry,
  type LinkRequest,
  type ReceivedInstall,
  type SyncConfig,
  type UploadPart,
} from '@kochava-stream/contracts';
import { connectNats, provision, putConfig, type Nats } from '@kochava-stream/messaging';
import { createLogger, type RunningService } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import {
  anUpload,
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { type TSchema } from '@sinclair/typebox';
import { startTransformer, type TransformerEnv } from './index.ts';
import { balanced } from './transform/world.spec.ts';

export const shards = 4;
const logger = createLogger({ service: 'spec', level: 'silent' });

export interface Servers {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly stop: () => Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  return { nats, postgres, stop: async () => void (await Promise.all([nats.stop(), postgres.stop()])) };
}

/** A fresh database and empty streams, transformers that run on them, and what they sent. */
export class Stage {
  readonly #services = new Set<RunningService>();
  #uploads = 0;

  private constructor(
    readonly servers: Servers,
    readonly databaseUrl: string,
    readonly db: Database,
    readonly nats: Nats,
  ) {}

  static async open(servers: Servers, syncs?: readonly SyncConfig[]): Promise<Stage> {
    const url = await servers.postgres.freshDatabase();
    await migrate({ url, schema: 'transformer' });
    const db = await openDatabase({ url, schema: 'transformer', logger });
    const nats = await connectNats({ servers: servers.nats.url, name: 'stage', logger });
    for await (const { config } of nats.jsm.streams.list()) await nats.jsm.streams.delete(config.name);
    await provision(nats, { shards, replicas: 1 });
    const stage = new Stage(servers, url, db, nats);
    if (syncs !== undefined) await stage.configure(syncs);
    return stage;
  }

  /** Publishes the configuration and says that it is whole. */
  async configure(syncs: readonly SyncConfig[]): Promise<void> {
    for (const sync of syncs) await putConfig(this.nats, kvKeys.sync(sync.id), sync);
    await putConfig(this.nats, kvKeys.ready, { v: 1 });
  }

  async startTransformer(given: Partial<TransformerEnv> = {}): Promise<RunningService> {
    const service = await startTransformer({
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: (process.env['SPEC_LOG'] ?? 'silent') as 'silent',
      LOG_ID_KEY: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      NATS_URL: this.servers.nats.url,
      SHARDS: shards,
      DATABASE_URL: this.databaseUrl,
      DATABASE_POOL: 4,
      BATCH_EVENTS: 1000,
      ...given,
    });
    this.#services.add(service);
    return service;
  }

  /** One upload, as ingest leaves it: a chunk in the shard of each event's device. */
  async upload(events: readonly AmplitudeEvent[], given: Partial<UploadPart> = {}): Promise<void> {
    const part = anUpload(given);
    const byShard = Map.groupBy(events, (event) => eventShard(part.project, event, shards));
    for (const [shard, some] of byShard) {
      await this.chunk(shard, encode(receivedEvents, { v: 1, uploads: [{ ...part, events: some }] }));
    }
  }

  async chunk(shard: number, bytes: Uint8Array): Promise<void> {
    const msgID = `upload-${(this.#uploads += 1)}`;
    const { js } = this.nats;
    await eventually(() => js.publish(receivedEvents.subject({ shard }), bytes, { msgID, timeout: 1_000 }), {
      timeoutMs: 60_000,
    });
  }

  /** The requests for Kochava, by sync, in the order in which they were sent. */
  async entries(sync: string): Promise<DispatchEntry[]> {
    const batches = await this.#stored(dispatchEvents, dispatchEvents.subject({ sync }));
    const entries = batches.flatMap((batch) => batch.entries);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    return entries;
  }

  /** Their bodies. */
  async dispatched(sync: string): Promise<any[]> {
    return (await this.entries(sync)).map(({ body }) => JSON.parse(body) as unknown);
  }

  async links(): Promise<LinkRequest[]> {
    return (await this.#stored(linksRequested, 'links.requested.*')).flatMap(({ requests }) => requests);
  }

  async installs(): Promise<ReceivedInstall[]> {
    return (await this.#stored(receivedInstalls, 'received.installs.*')).flatMap(({ installs }) => installs);
  }

  async dead(): Promise<DeadLetter[]> {
    return await this.#stored(deadLetters, 'dead.*');
  }

  /** `<kind> <name>`, as told. */
  async seen(): Promise<string[]> {
    const stored = await this.#stored(outcomeSeen, outcomeSeen.subject({}));
    return stored.flatMap(({ seen }) => seen.map(({ kind, name }) => `${kind} ${name}`));
  }

  /** `<sync or -> <what> <reason>` to how many. */
  async counts(): Promise<Record<string, number>> {
    const totals: Record<string, number> = {};
    const add = ({ sync, what, reason, n }: Count) => {
      const key = [sync ?? '-', what, reason].join(' ').trim();
      totals[key] = (totals[key] ?? 0) + n;
    };
    const stored = await this.#stored(outcomeCounts, outcomeCounts.subject({}));
    balanced(stored.flatMap(({ counts }) => counts)).forEach(add);
    return totals;
  }

  /** Waits until so many events have been counted as received. */
  async received(events: number, timeoutMs = 20_000): Promise<void> {
    await eventually(async () => expect((await this.counts())['- received']).toBe(events), { timeoutMs });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#services].map((service) => service.close()));
    await this.nats.close();
    await this.db.close();
  }

  async #stored<S extends TSchema>(
    of: Contract<S, never>,
    subject: string,
  ): Promise<ReturnType<typeof decode<S, never>>[]> {
    const { state } = await this.nats.jsm.streams.info(of.stream);
    const messages = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
      const message = await this.nats.jsm.streams.getMessage(of.stream, { seq });
      if (message !== null && matches(subject, message.subject)) messages.push(decode(of, message.data));
    }
    return messages;
  }
}

function matches(pattern: string, subject: string): boolean {
  return pattern.endsWith('*') ? subject.startsWith(pattern.slice(0, -1)) : subject === pattern;
}
