import { readFile, writeFile } from 'node:fs/promises';
import { connectNats, monitorUrls, natsAccess } from '@kochava-stream/messaging';
import {
  createLogger,
  Health,
  Metrics,
  startService,
  recordRequests,
  Tracing,
  type RunningService,
} from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { accessParts } from './access/slice.ts';
import { startAlerts } from './alerts/slice.ts';
import { ConfigModule } from './app.module.ts';
import { setSecurityHeaders } from './auth/security-headers.ts';
import { serveConsole } from './console/serve-console.ts';
import { SampleEvents } from './delivery/sample-events.ts';
import { deliveryProviders } from './delivery/slice.ts';
import { type ConfigEnv } from './env.ts';
import { apiAdapter } from './http/adapter.ts';
import { ApiErrorFilter } from './http/api-error.filter.ts';
import { refuseDeepBodies } from './http/deep-bodies.ts';
import { OpenApi } from './http/openapi.controller.ts';
import { takeJsonOnly } from './http/json-only.ts';
import { openApiDocument } from './http/openapi.ts';
import { SystemWatch } from './metrics/system-watch.ts';
import { startOperators } from './operators.ts';
import { KvRelay, queueEverything } from './publish/kv-relay.ts';
import { SyncConsumers } from './publish/sync-consumers.ts';
import { startRollup } from './rollup/start-rollup.ts';
import { sealingKeys } from './secrets/keys.ts';
import { Projects } from './store/projects.ts';
import { Syncs } from './store/syncs.ts';
import { type Tokens } from './store/tokens.ts';
import { startNames } from './suggestions/names-worker.ts';
import { syncProviders } from './syncs/slice.ts';

/** Projects, syncs, their publication to everybody else, and the books of what became of every event. */
export async function startConfig(env: ConfigEnv): Promise<RunningService> {
  const name = 'config';
  const sealing = sealingKeys(env);
  const logger = createLogger({ service: name, level: env.LOG_LEVEL });
  const metrics = new Metrics(name, { enabled: env.METRICS_ENABLED });
  const health = new Health();
  const tracing = new Tracing({ service: name, endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, metrics, logger });
  const db = await openDatabase({ url: env.DATABASE_URL, schema: 'config', poolSize: env.DATABASE_POOL, logger });
  const nats = await connectNats({ ...natsAccess(env), name, logger, health });
  const access = accessParts(db, env, logger);
  await firstToken(access.tokens, env.ADMIN_TOKEN_FILE);
  await queueEverything(db);
  const consumers = new SyncConsumers(db, nats, logger);
  const relay = new KvRelay(db, nats, consumers, logger);
  health.check('publication', () => relay.problem());
  const rollup = startRollup({ db, nats, logger, metrics, health });
  const sampleEvents = new SampleEvents(db, nats, logger);
  const names = startNames({ db, nats, logger, metrics, health });
  const watch = new SystemWatch({ db, nats, logger, metrics, health, monitorUrls: monitorUrls(env.NATS_MONITOR_URL) });
  const alerts = startAlerts(env, { db, logger, metrics });
  const openApi = new OpenApi();
  const published = () => relay.published();
  const syncs = new Syncs(db, sealing, published);
  const operators = startOperators({
    db,
    nats,
    logger,
    metrics,
    health,
    syncs,
    shards: env.SHARDS,
    ingestUrl: env.INGEST_PUBLIC_URL,
    auditLog: access.auditLog,
  });
  return startService({
    name,
    module: ConfigModule.with({
      db,
      access,
      delivery: [...deliveryProviders(db, nats), ...alerts.providers],
      operators: operators.providers,
      openApi,
      logger,
      projects: new Projects(db, published),
      syncs,
      syncing: syncProviders(db, nats, logger),
    }),
    host: env.HOST,
    port: env.PORT,
    health,
    metrics,
    logger,
    adapter: apiAdapter(env.TRUSTED_PROXIES),
    tracing,
    configure: async (app) => {
      recordRequests(app.getHttpAdapter().getInstance(), tracing, '/api');
      setSecurityHeaders(app.getHttpAdapter().getInstance(), env.PUBLIC_URL.startsWith('https:'));
      takeJsonOnly(app.getHttpAdapter().getInstance());
      refuseDeepBodies(app.getHttpAdapter().getInstance());
      app.useGlobalFilters(new ApiErrorFilter(logger));
      openApi.document = openApiDocument(app);
      await serveConsole(app, env, logger);
    },
    drain: () => operators.drain(),
    close: async () => {
      await watch.close();
      await alerts.close();
      await operators.close();
      await rollup.close();
      await sampleEvents.close();
      await names.close();
      await relay.close();
      await consumers.close();
      await nats.close();
      await db.close();
    },
  });
}

async function firstToken(tokens: Tokens, file: string): Promise<void> {
  if (file === '') return;
  const had = await readFile(file, 'utf8').catch(() => '');
  await tokens.first('admin', (token) => writeFile(file, `${token}\n`, { mode: 0o600 }), had.trim());
}
