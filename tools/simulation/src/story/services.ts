import { receivedEvents } from '@kochava-stream/contracts';
import { linkerWorker } from '@kochava-stream/identity-linker/parts';
import { IngestMetrics, Intake, UploadHandler } from '@kochava-stream/ingest/parts';
import {
  Dispatcher,
  DispatchMetrics,
  EarlierOutcomes,
  Publisher,
  readKeyRing,
  type KochavaClient,
} from '@kochava-stream/kochava-dispatcher/parts';
import { publish, watchConfig } from '@kochava-stream/messaging';
import { Health, Metrics, Tracing } from '@kochava-stream/observability';
import { transformerWorker } from '@kochava-stream/transformer/parts';
import { type Process } from '../kernel/process.ts';
import { openModel } from '../postgres/database.ts';
import { type World } from './world.ts';

/** A service that runs: how it is stopped in an orderly way. */
export interface Running {
  readonly process: Process;
  close: () => Promise<void>;
}

export interface RunningIngest extends Running {
  readonly handler: UploadHandler;
}

/** As `startStatefulService` wires a worker, over the models. */
export async function startStateful(world: World, process: Process, of: 'transformer' | 'linker'): Promise<Running> {
  const { script } = world;
  const logger = world.logger(process);
  const nats = world.connect(process);
  const config = await watchConfig(nats, { logger });
  const parts = {
    ...{
      config,
      nats,
      logger,
      health: new Health(),
      tracing: new Tracing(),
      owner: process.name,
      shards: script.shards,
    },
    ...{ metrics: new Metrics('simulated', { enabled: false }), db: openModel(world.postgres, process, of) },
    ...{ leaseMs: script.leaseMs, checkMs: 5_000, quietMs: 60_000 },
  };
  const worker =
    of === 'transformer' ? transformerWorker(parts, script.maxBatch) : linkerWorker(parts, script.maxBatch);
  return {
    process,
    close: async () => {
      await worker.close();
      config.close();
      await nats.close();
    },
  };
}

/** As its `start.ts` wires it. */
export async function startDispatcher(world: World, process: Process): Promise<Running> {
  const { scheduler, script, bug } = world;
  const logger = world.logger(process);
  const nats = world.connect(process);
  const { shards } = script;
  const [now, tracing] = [() => scheduler.date, new Tracing()];
  const publisher = new Publisher(nats, { shards, newId: () => crypto.randomUUID(), now, tracing });
  const told = bug.acksBeforeOutcome === true ? careless(publisher) : publisher;
  const earlier = new EarlierOutcomes(nats, { shards, logger, now });
  const dispatcher = await Dispatcher.open({
    ...{ nats, earlier, logger, tracing, now, publisher: told, health: new Health(), maxConnections: 10 },
    client: world.kochava.client(process) as unknown as KochavaClient,
    ring: readKeyRing({ SECRETS_KEK: '', SECRETS_KEK_FILE: '' }),
    server: 'kochava.example',
    metrics: new DispatchMetrics(new Metrics('simulated', { enabled: false })),
    random: Math.random,
  });
  return {
    process,
    close: async () => {
      earlier.close();
      await dispatcher.close(8_000);
      await publisher.close(AbortSignal.timeout(500));
      await nats.close();
    },
  };
}

/** A mistake for the simulation to find: an entry counts as done before it is told what became of it. */
function careless(publisher: Publisher): Publisher {
  const end: Publisher['end'] = (...of) => {
    void publisher.end(...of);
    return Promise.resolve();
  };
  return new Proxy(publisher, {
    get: (target, name) => {
      if (name === 'end') return end;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Its handler and what stands behind it; HTTP itself is left out. */
export async function startIngest(world: World, process: Process): Promise<RunningIngest> {
  const logger = world.logger(process);
  const nats = world.connect(process);
  const metrics = new IngestMetrics(new Metrics('simulated', { enabled: false }), {
    waitingBytes: () => 0,
    readingBytes: () => 0,
  });
  const projects = await watchConfig(nats, { logger });
  const options = { shards: world.script.shards, deadlineMs: 7_000, maxWaitingBytes: 64e6, metrics, logger };
  const intake = new Intake({
    ...options,
    publish: ({ shard, bytes, deadlineMs }) =>
      publish(nats, { contract: receivedEvents, to: { shard }, bytes, id: crypto.randomUUID(), deadlineMs }),
  });
  const installs = new Intake({ ...options, publish: () => Promise.reject(new Error('no postbacks here')) });
  const handler = new UploadHandler({ connected: { projects, intake, installs } }, metrics);
  return {
    process,
    handler,
    close: async () => {
      await Promise.all([intake.close(), installs.close()]);
      projects.close();
      await nats.close();
    },
  };
}
