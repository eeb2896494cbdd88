import {
  connectNats,
  natsAccess,
  watchConfig,
  type ConfigView,
  type Nats,
  type NatsSettings,
} from '@kochava-stream/messaging';
import {
  createLogger,
  Health,
  Metrics,
  startService,
  Tracing,
  type Logger,
  type RunningService,
  type ServiceOptions,
} from '@kochava-stream/observability';
import { openDatabase, type Database, type SchemaName } from '@kochava-stream/persistence';
import { type ShardWorker } from './types.ts';

/** What the worker of a stateful service is made of. */
export interface StatefulParts {
  readonly config: ConfigView;
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly tracing: Tracing;
  /** Unique per start. */
  readonly owner: string;
  readonly shards: number;
}

export interface StatefulServiceOptions {
  readonly name: string;
  readonly schema: SchemaName;
  readonly module: ServiceOptions['module'];
  readonly env: NatsSettings & {
    readonly PORT: number;
    readonly HOST: string;
    readonly LOG_LEVEL: string;
    readonly METRICS_ENABLED?: boolean | undefined;
    readonly OTEL_EXPORTER_OTLP_ENDPOINT: string;
    readonly SHARDS: number;
    readonly DATABASE_URL: string;
    readonly DATABASE_POOL: number;
  };
  /** Called once the whole configuration is known: before that "no such sync" would mean nothing. */
  readonly worker: (parts: StatefulParts) => ShardWorker;
}

/** Starts a service whose work is a shard worker that needs the configuration: the transformer, the identity-linker. */
export async function startStatefulService(options: StatefulServiceOptions): Promise<RunningService> {
  const { name, env } = options;
  const logger = createLogger({ service: name, level: env.LOG_LEVEL });
  const metrics = new Metrics(name, { enabled: env.METRICS_ENABLED });
  const health = new Health();
  const tracing = new Tracing({ service: name, endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, metrics, logger });
  const { DATABASE_URL: url, DATABASE_POOL: poolSize } = env;
  const db = await openDatabase({ url, schema: options.schema, poolSize, logger });
  const nats = await connectNats({ ...natsAccess(env), name, logger, health });
  const published = Promise.withResolvers<void>();
  const config = await watchConfig(nats, {
    logger,
    onChange: ({ kind }) => void (kind === 'ready' && published.resolve()),
  });
  if (config.ready()) published.resolve();
  health.check('configuration', () => (config.ready() ? undefined : 'not published yet'));
  const parts = {
    config,
    db,
    nats,
    logger,
    metrics,
    health,
    tracing,
    owner: `${name}-${crypto.randomUUID()}`,
    shards: env.SHARDS,
  };
  const worker = workerOnce(published.promise, () => options.worker(parts));
  return startService({
    name,
    module: options.module,
    host: env.HOST,
    port: env.PORT,
    health,
    metrics,
    logger,
    tracing,
    drain: worker.close,
    close: async () => {
      config.close();
      await nats.close();
      await db.close();
    },
  });
}

/** Until then no shard is taken. */
function workerOnce(ready: Promise<void>, run: () => ShardWorker): { close: () => Promise<void> } {
  let closed = false;
  let worker: ShardWorker | undefined;
  void ready.then(() => {
    if (!closed) worker = run();
  });
  return {
    close: async () => {
      closed = true;
      await worker?.close();
    },
  };
}
