import {
  createLogger,
  Health,
  Metrics,
  startService,
  Tracing,
  type RunningService,
} from '@kochava-stream/observability';
import { IngestModule } from './app.module.ts';
import { Backend } from './backend.ts';
import { trustedProxies, type IngestEnv } from './env.ts';
import { ingestAdapter } from './http/adapter.ts';
import { BodyReader } from './http/body-reader.ts';
import { Draining } from './http/draining.ts';
import { AmplitudeErrorFilter } from './http/error.filter.ts';
import { PostbackRoutes } from './http/postback.routes.ts';
import { UploadRoutes } from './http/upload.routes.ts';
import { WebhookRoutes } from './http/webhook.routes.ts';
import { IngestMetrics } from './ingest-metrics.ts';

/** How long the start waits for NATS; after that ingest runs, not ready, and goes on trying. */
const patienceMs = 2_000;

/** Starts ingest: resolves when it listens and, if NATS can be reached, takes uploads. */
export async function startIngest(env: IngestEnv): Promise<RunningService> {
  const logger = createLogger({ service: 'ingest', level: env.LOG_LEVEL });
  const health = new Health();
  const registry = new Metrics('ingest', { enabled: env.METRICS_ENABLED });
  const tracing = new Tracing({
    service: 'ingest',
    endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    ratio: env.OTEL_TRACES_SAMPLER_ARG,
    metrics: registry,
    logger,
  });
  const backend = new Backend(env, logger, health, tracing);
  const bodies = new BodyReader(env.MAX_WAITING_BYTES);
  const draining = new Draining(health, env.DRAIN_MS);
  const metrics = new IngestMetrics(registry, {
    waitingBytes: () => backend.waitingBytes,
    readingBytes: () => bodies.heldBytes,
  });
  const adapter = ingestAdapter({ proxies: trustedProxies(env) });
  const service = await startService({
    name: 'ingest',
    host: env.HOST,
    port: env.PORT,
    module: IngestModule.with({ backend, shards: env.SHARDS, bodies, draining, metrics, logger, tracing }),
    adapter,
    health,
    metrics: registry,
    logger,
    tracing,
    configure: async (app) => {
      app.useGlobalFilters(new AmplitudeErrorFilter(logger));
      await app.register(app.get(UploadRoutes).plugin);
      await app.register(app.get(PostbackRoutes).plugin);
      await app.register(app.get(WebhookRoutes).plugin);
    },
    drainMs: env.DRAIN_MS,
    drain: () => draining.begin(adapter.getInstance().server),
    close: () => backend.close(),
  });
  await backend.open(metrics, patienceMs);
  return service;
}
