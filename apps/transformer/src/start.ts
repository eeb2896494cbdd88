import { randomUUID } from 'node:crypto';
import { connectNats, watchConfig } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics, startService, type RunningService } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { TransformerModule } from './app.module.ts';
import { type TransformerEnv } from './env.ts';
import { startWorker } from './worker.ts';

/** Received events in, requests to Kochava and to the identity-linker out. */
export async function startTransformer(env: TransformerEnv): Promise<RunningService> {
  const name = 'transformer';
  const logger = createLogger({ service: name, level: env.LOG_LEVEL });
  const metrics = new Metrics(name);
  const health = new Health();
  const db = await openDatabase({ url: env.DATABASE_URL, schema: 'transformer', poolSize: env.DATABASE_POOL, logger });
  const nats = await connectNats({ servers: env.NATS_URL, name, logger, health });
  let started = () => {};
  const ready = new Promise<void>((resolve) => (started = resolve));
  const config = await watchConfig(nats, { logger, onChange: ({ kind }) => void (kind === 'ready' && started()) });
  health.check('configuration', () => (config.ready() ? undefined : 'not published yet'));
  const worker = startWorker({
    ...{ config, db, nats, logger, metrics, health },
    ready: config.ready() ? Promise.resolve() : ready,
    owner: `${name}-${randomUUID()}`,
    shards: env.SHARDS,
    maxBatch: env.BATCH_EVENTS,
  });
  return startService({
    name,
    module: TransformerModule,
    host: env.HOST,
    port: env.PORT,
    health,
    metrics,
    logger,
    drain: () => worker.close(),
    close: async () => {
      config.close();
      await nats.close();
      await db.close();
    },
  });
}
