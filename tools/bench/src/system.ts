import { join } from 'node:path';
import { ConfigClient, serviceNames, startProcesses, type Processes } from '@kochava-stream/all-in-one';
import { freePort } from '@kochava-stream/servers';
import { startChild } from './child.ts';
import { type Observation } from './observed.ts';
import { listening, type Run } from './run.ts';

const apiKey = 'bench-api-key';
const uncounted = Object.fromEntries(serviceNames.map((name) => [name, { METRICS_ENABLED: 'false' }]));

export interface SystemOptions {
  /** Calls to Kochava at a time. */
  readonly concurrency: number;
  readonly observation?: Observation;
  /** Folder where each service leaves `<name>.cpuprofile` when it stops. */
  readonly profilesInto?: string;
  /** For as many workers at most the work is divided; undefined = as usual. */
  readonly shards?: number;
}

/** The system, and its processes to be added to. */
export interface SystemRun extends Run {
  readonly processes: Processes;
}

/** The system as it runs in production: five processes, nats-server, Postgres; every feature on. */
export async function startSystem(
  dir: string,
  { concurrency, observation, profilesInto, shards }: SystemOptions,
): Promise<SystemRun> {
  const sinkPort = await freePort();
  const sinkUrl = `http://127.0.0.1:${sinkPort}`;
  const sink = await startChild('sink', 'sink.js', { PORT: String(sinkPort) }, join(dir, 'sink.log'));
  await listening(sinkUrl);
  const collector = observation?.traces === undefined ? undefined : await startCollector(dir, observation.traces);
  const processes = await startProcesses({
    dataDir: dir,
    kochavaUrl: sinkUrl,
    logLevel: 'warn',
    traces: collector?.traces,
    nats: shards === undefined ? undefined : { shards },
    extra: { ...(observation?.metrics === false ? uncounted : {}), ...(profilesInto && profiled(profilesInto)) },
    log: () => undefined,
  });
  const config = new ConfigClient(processes.services.config.url, processes.adminToken);
  const project = await config.createProject({ name: 'Benchmark', apiKey });
  const sync = await config.createSync(project.id, {
    name: 'Benchmark',
    appGuid: 'kobench',
    concurrency,
    sendEvents: {
      enabled: true,
      events: ['Purchase'],
      filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
      properties: { event: ['price', 'bench_at'], user: ['plan'] },
    },
    sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
    hold: { settleSeconds: 0, expireDays: 30 },
  });
  await config.enable(sync.id);
  // Every service hears of it within a watch's round trip.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const services = Object.values(processes.services);
  const scraping = observation?.metrics === true ? scrape(services.map(({ url }) => url)) : undefined;
  return {
    processes,
    pipeline: {
      uploadUrl: `${processes.services.ingest.url}/2/httpapi`,
      apiKey,
      sinkUrl,
      pids: {
        sink: sink.pid,
        ...Object.fromEntries(services.map(({ name, pid }) => [name, pid])),
        'nats-server': processes.servers.nats.pid,
        postgres: processes.servers.postgres.pid,
      },
    },
    stop: async () => {
      clearInterval(scraping);
      await processes.close();
      await sink.stop();
      await collector?.stop();
    },
  };
}

/** Sampled twice a millisecond. */
function profiled(into: string): Record<string, Record<string, string>> {
  const options = (name: string): string =>
    `--cpu-prof --cpu-prof-interval=500 --cpu-prof-dir=${into} --cpu-prof-name=${name}.cpuprofile`;
  return Object.fromEntries(serviceNames.map((name) => [name, { NODE_OPTIONS: options(name) }]));
}

/** As Prometheus does, more often than most. */
function scrape(urls: readonly string[]): NodeJS.Timeout {
  const ask = async (url: string): Promise<unknown> => (await fetch(`${url}/metrics`)).text();
  return setInterval(() => void Promise.allSettled(urls.map(ask)), 5_000);
}

async function startCollector(dir: string, ratio: number) {
  const port = await freePort();
  const child = await startChild('collector', 'collector.js', { PORT: String(port) }, join(dir, 'collector.log'));
  const endpoint = `http://127.0.0.1:${port}`;
  await listening(endpoint);
  return { traces: { endpoint, ratio }, stop: child.stop };
}
