import {
  decode,
  deadLetters,
  deviceShard,
  dispatchLinks,
  encode,
  kvKeys,
  linksRequested,
  outcomeCounts,
  outcomes,
  receivedInstalls,
  type Contract,
  type DeadLetter,
  type DispatchEntry,
  type LinkRequest,
  type Outcome,
  type ReceivedInstall,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { connectNats, provision, putConfig, type Nats } from '@kochava-stream/messaging';
import { createLogger, type RunningService } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@kochava-stream/testing';
import { type TSchema } from '@sinclair/typebox';
import { startIdentityLinker } from './index.ts';

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

/** A fresh database and empty streams, linkers that run on them, and what they sent. */
export class Stage {
  readonly #services = new Set<RunningService>();
  #messages = 0;

  private constructor(
    readonly servers: Servers,
    readonly databaseUrl: string,
    readonly db: Database,
    readonly nats: Nats,
  ) {}

  static async open(servers: Servers, syncs?: readonly SyncConfig[]): Promise<Stage> {
    const url = await servers.postgres.freshDatabase();
    await migrate({ url, schema: 'linker' });
    const db = await openDatabase({ url, schema: 'linker', logger });
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

  async startLinker(): Promise<RunningService> {
    const service = await startIdentityLinker({
      PORT: 0,
      HOST: '127.0.0.1',
      LOG_LEVEL: (process.env['SPEC_LOG'] ?? 'silent') as 'silent',
      LOG_ID_KEY: '',
      OTEL_EXPORTER_OTLP_ENDPOINT: '',
      NATS_URL: this.servers.nats.url,
      SHARDS: shards,
      DATABASE_URL: this.databaseUrl,
      DATABASE_POOL: 4,
      BATCH_FACTS: 1000,
    });
    this.#services.add(service);
    return service;
  }

  /** Requests of one message go where the first one's device goes, as the transformer has it. */
  async request(...requests: [LinkRequest, ...LinkRequest[]]): Promise<void> {
    const shard = deviceShard(requests[0].sync, requests[0].kochavaDeviceId, shards);
    await this.publish(linksRequested.subject({ shard }), encode(linksRequested, { v: 1, requests }));
  }

  async tell(outcome: Outcome): Promise<void> {
    const shard = deviceShard(outcome.sync, outcome.kochavaDeviceId, shards);
    await this.publish(outcomes.subject({ shard }), encode(outcomes, { v: 1, outcomes: [outcome] }));
  }

  async install(install: ReceivedInstall, shard: number): Promise<void> {
    await this.publish(receivedInstalls.subject({ shard }), encode(receivedInstalls, { v: 1, installs: [install] }));
  }

  async publish(subject: string, bytes: Uint8Array): Promise<void> {
    await this.nats.js.publish(subject, bytes, { msgID: `spec-${(this.#messages += 1)}` });
  }

  /** The links on their way to Kochava, in order. */
  async links(sync = 'sync-1'): Promise<DispatchEntry[]> {
    const batches = await this.#stored(dispatchLinks, dispatchLinks.subject({ sync }));
    const entries = batches.flatMap((batch) => batch.entries);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    return entries;
  }

  async dead(): Promise<DeadLetter[]> {
    return await this.#stored(deadLetters, 'dead.*');
  }

  async counts(): Promise<Record<string, number>> {
    const totals: Record<string, number> = {};
    for (const { counts } of await this.#stored(outcomeCounts, outcomeCounts.subject({}))) {
      for (const { what, n } of counts) totals[what] = (totals[what] ?? 0) + n;
    }
    return totals;
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
