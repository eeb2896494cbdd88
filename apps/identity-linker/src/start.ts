import { randomUUID } from 'node:crypto';
import { connectNats, watchConfig } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics, startService, type RunningService } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { IdentityLinkerModule } from './app.module.ts';
import { type IdentityLinkerEnv } from './env.ts';
import { startWorker } from './worker.ts';

/** Link requests, outcomes and installs in; links that may go to Kochava out. */
export async function startIdentityLinker(env: IdentityLinkerEnv): Promise<RunningService> {
  const name = 'identity-linker';
  const logger = createLogger({ service: name, level: env.LOG_LEVEL });
  const metrics = new Metrics(name);
  const health = new Health();
  const db = await openDatabase({ url: env.DATABASE_URL, schema: 'linker', poolSize: env.DATABASE_POOL, logger });
  const nats = await connectNats({ servers: env.NATS_URL, name, logger, health });
  let published = () => {};
  const ready = new Promise<void>((resolve) => (published = resolve));
  const syncs = await watchConfig(nats, { logger, onChange: ({ kind }) => void (kind === 'ready' && published()) });
  health.check('configuration', () => (syncs.ready() ? undefined : 'not published yet'));
  const worker = startWorker({
    ...{ syncs, db, nats, logger, metrics, health },
    ready: syncs.ready() ? Promise.resolve() : ready,
    owner: `${name}-${randomUUID()}`,
    shards: env.SHARDS,
    maxBatch: env.BATCH_FACTS,
  });
  return startService({
    name,
    module: IdentityLinkerModule,
    host: env.HOST,
    port: env.PORT,
    health,
    metrics,
    logger,
    drain: () => worker.close(),
    close: async () => {
      syncs.close();
      await nats.close();
      await db.close();
    },
  });
}
