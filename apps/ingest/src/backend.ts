import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { receivedEvents, receivedInstalls } from '@kochava-stream/contracts';
import {
  connectNats,
  natsAccess,
  provisionedShards,
  publishTraced,
  watchConfig,
  type ConfigView,
  type Nats,
  type NatsSettings,
} from '@kochava-stream/messaging';
import { type Health, type Logger, type Tracing } from '@kochava-stream/observability';
import { installsOf } from './accept/installs.ts';
import { Intake, type ChunkToStore } from './accept/intake.ts';
import { type IngestEnv } from './env.ts';
import { type IngestMetrics } from './ingest-metrics.ts';

/** Whose uploads are taken. */
export type Projects = Pick<ConfigView, 'ready' | 'project' | 'projectByKey' | 'syncsOf'>;

/** What stands behind the HTTP server. */
export interface Connected {
  readonly projects: Projects;
  readonly intake: Pick<Intake, 'store'>;
  /** Of install postbacks: stored as uploads are, in messages of their own. */
  readonly installs: Pick<Intake, 'storeParts'>;
}

interface Opened extends Connected {
  readonly nats: Nats;
  readonly projects: ConfigView;
  readonly intake: Intake;
  readonly installs: Intake;
}

const retryMs = 1_000;

/** Our SHARDS is not the number that the streams were made for: events would go where nobody reads. */
export class WrongShards extends Error {
  override readonly name = 'WrongShards';
  constructor(ours: number, provisioned: number) {
    super(`SHARDS is ${ours}, but the streams were provisioned with ${provisioned}`);
  }
}

/**
 * The broker, and the project keys it holds. Ingest listens before it has reached them and says 503 meanwhile: SDKs keep
 * their events over a 503, and some lose them when nobody listens.
 */
export class Backend {
  #opened: Opened | undefined;
  #problem = 'not connected yet';
  readonly #closing = new AbortController();
  readonly #ready = Promise.withResolvers<void>();

  constructor(
    private readonly env: NatsSettings & Pick<IngestEnv, 'SHARDS' | 'ACCEPT_DEADLINE_MS' | 'MAX_WAITING_BYTES'>,
    private readonly logger: Logger,
    private readonly health: Health,
    private readonly tracing: Tracing,
  ) {
    health.check('configuration', () => this.#readiness());
  }

  /** undefined = not reached yet. */
  get connected(): Connected | undefined {
    return this.#opened;
  }

  get waitingBytes(): number {
    return (this.#opened?.intake.waitingBytes ?? 0) + (this.#opened?.installs.waitingBytes ?? 0);
  }

  /** Begins to connect, for ever; resolves when that is done, at the latest after `patienceMs`. */
  async open(metrics: IngestMetrics, patienceMs: number): Promise<void> {
    void this.#keepTrying(metrics);
    await Promise.race([this.#ready.promise, pause(patienceMs, undefined, { ref: false })]);
  }

  /** After the HTTP server: what waits is still stored, as far as its deadline allows. */
  async close(): Promise<void> {
    this.#closing.abort();
    const opened = this.#opened;
    if (opened === undefined) return;
    await Promise.all([opened.intake.close(), opened.installs.close()]);
    opened.projects.close();
    await opened.nats.close();
  }

  async #keepTrying(metrics: IngestMetrics): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted && this.#opened === undefined) {
      try {
        this.#opened = await this.#connect(metrics);
        this.#ready.resolve();
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
        this.logger.warn({ err: error }, 'not connected to what ingest needs; trying again');
        await pause(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
      }
    }
    if (signal.aborted) await this.close();
  }

  async #connect(metrics: IngestMetrics): Promise<Opened> {
    const { env, logger, health } = this;
    const nats = await connectNats({ ...natsAccess(env), name: 'ingest', logger, health });
    try {
      const shards = (await provisionedShards(nats)) ?? env.SHARDS;
      if (shards !== env.SHARDS) throw new WrongShards(env.SHARDS, shards);
      const projects = await watchConfig(nats, { logger });
      const intake = new Intake({
        ...this.#intakeOptions(metrics),
        publish: (chunk) => this.#publish(nats, receivedEvents, chunk),
      });
      const installs = new Intake({
        ...this.#intakeOptions(metrics),
        join: installsOf,
        publish: (chunk) => this.#publish(nats, receivedInstalls, chunk),
      });
      return { nats, projects, intake, installs };
    } catch (error) {
      await nats.close();
      throw error;
    }
  }

  #intakeOptions(metrics: IngestMetrics) {
    const { SHARDS: shards, ACCEPT_DEADLINE_MS: deadlineMs, MAX_WAITING_BYTES: maxWaitingBytes } = this.env;
    return { shards, deadlineMs, maxWaitingBytes, metrics, logger: this.logger };
  }

  #publish(
    nats: Nats,
    contract: typeof receivedEvents | typeof receivedInstalls,
    { shard, bytes, deadlineMs, causes }: ChunkToStore,
  ): Promise<void> {
    return publishTraced(
      nats,
      { contract: contract as typeof receivedEvents, to: { shard }, bytes, id: randomUUID(), deadlineMs },
      { tracing: this.tracing, causes, messages: causes.length },
    );
  }

  #readiness(): string | undefined {
    if (this.#opened === undefined) return this.#problem;
    return this.#opened.projects.ready() ? undefined : 'never published';
  }
}
