import { randomUUID } from 'node:crypto';
import { connectNats, natsAccess, provisionedShards } from '@kochava-stream/messaging';
import {
  createLogger,
  Health,
  Metrics,
  pseudonym,
  startService,
  Tracing,
  type RunningService,
} from '@kochava-stream/observability';
import { KochavaDispatcherModule } from './app.module.ts';
import { systemClocks } from './clocks.ts';
import { Dispatcher } from './dispatcher.ts';
import { kochavaTarget } from './egress/target.ts';
import { type KochavaDispatcherEnv } from './env.ts';
import { failureLog } from './kochava/failure-log.ts';
import { EarlierOutcomes } from './earlier/earlier-outcomes.ts';
import { KochavaClient } from './kochava/kochava-client.ts';
import { deadLetterLog } from './publish/dead-letter-log.ts';
import { Publisher } from './publish/publisher.ts';
import { openKeyRing } from './secrets.ts';
import { DispatchMetrics } from './sync/metrics.ts';

/** Of the 10 s that a service has to stop: calls may end, then what waits for NATS is given up. */
const callsMs = 6_000;
const messagesMs = 8_000;
const outcomesMs = 500;

/** Everything that goes to Kochava, and what it answers. */
export async function startKochavaDispatcher(env: KochavaDispatcherEnv): Promise<RunningService> {
  const name = 'kochava-dispatcher';
  const target = kochavaTarget({
    url: env.KOCHAVA_URL,
    allowedHosts: env.KOCHAVA_ALLOWED_HOSTS,
    allowHttp: env.ALLOW_HTTP,
    allowPrivateAddresses: env.ALLOW_PRIVATE_ADDRESSES,
  });
  const ring = openKeyRing(env);
  const logger = createLogger({ service: name, level: env.LOG_LEVEL });
  const metrics = new Metrics(name, { enabled: env.METRICS_ENABLED });
  const health = new Health();
  const tracing = new Tracing({ service: name, endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, metrics, logger });
  const nats = await connectNats({ ...natsAccess(env), name, logger, health });
  const client = new KochavaClient({
    target,
    maxConnections: env.MAX_CONNECTIONS,
    onFailure: failureLog(logger),
  });
  const shards = (await provisionedShards(nats)) ?? env.SHARDS;
  const publisher = new Publisher(nats, {
    ...{ shards, newId: randomUUID, now: Date.now, tracing },
    onDead: deadLetterLog(logger, pseudonym(env.LOG_ID_KEY)),
  });
  const earlier = new EarlierOutcomes(nats, { shards, logger, now: Date.now });
  const dispatcher = await Dispatcher.open({
    ...{ nats, client, publisher, earlier, ring, logger, health, tracing },
    server: new URL(env.KOCHAVA_URL).hostname,
    metrics: new DispatchMetrics(metrics),
    maxConnections: env.MAX_CONNECTIONS,
    now: systemClocks.wall,
    steady: systemClocks.steady,
    random: Math.random,
  });
  return startService({
    ...{ name, health, metrics, logger, tracing },
    module: KochavaDispatcherModule,
    host: env.HOST,
    port: env.PORT,
    drain: () => {
      earlier.close();
      return drain(dispatcher, client);
    },
    close: async () => {
      await publisher.close(AbortSignal.timeout(outcomesMs));
      await client.close();
      await nats.close();
    },
  });
}

/** A call that does not end in time is cut and counts as failed: better tried twice than lost. */
async function drain(dispatcher: Dispatcher, client: KochavaClient): Promise<void> {
  const cut = setTimeout(() => void client.close(), callsMs);
  await dispatcher.close(messagesMs);
  clearTimeout(cut);
}
