import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDataDir } from './data-dir.ts';
import { startServers, type NatsShape, type Servers } from './servers.ts';
import { serviceEnvs, serviceNames, type ServiceName, type Traces } from './service-envs.ts';
import { startServiceProcess, type ServiceProcess } from './service-process.ts';

export interface ProcessesOptions {
  dataDir: string;
  kochavaUrl: string;
  logLevel: string;
  traces?: Traces | undefined;
  log: (line: string) => void;
  nats?: NatsShape | undefined;
  /** More environment variables for a service, which may depend on where the servers are. */
  extra?: Extra | ((servers: Servers) => Promise<Extra>) | undefined;
}

type Extra = Partial<Record<ServiceName, Record<string, string>>>;

/** The five services in processes of their own over real servers: for benchmarks and faults. */
export interface Processes {
  readonly servers: Servers;
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly adminToken: string;
  /** Starts one more process of a service, beside those that run. */
  another(name: ServiceName): Promise<ServiceProcess>;
  close(): Promise<void>;
}

export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const dataDir = await openDataDir(options.dataDir);
    const logs = join(options.dataDir, 'logs');
    await mkdir(logs, { recursive: true });
    const onStop = (stop: () => Promise<void>) => void stops.push(stop);
    const ports = { nats: 0, postgres: 0 };
    const { log, nats } = options;
    const servers = await startServers({ dataDir, ports, log, nats, scratch: true, onStop });
    const extra = typeof options.extra === 'function' ? await options.extra(servers) : options.extra;
    const envs = serviceEnvs({
      ...dataDir,
      host: '127.0.0.1',
      ports: { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 },
      logLevel: options.logLevel,
      traces: options.traces,
      natsUrl: servers.nats.url,
      natsMonitorUrl: servers.nats.monitorUrl,
      databaseUrl: servers.postgres.url,
      kochavaUrl: options.kochavaUrl,
    });
    const start = async (name: ServiceName, log: string): Promise<ServiceProcess> => {
      const shards: Record<string, string> = nats?.shards === undefined ? {} : { SHARDS: String(nats.shards) };
      const env = { ...envs[name], ...shards, ...extra?.[name] };
      const service = await startServiceProcess({ name, env, logFile: join(logs, `${log}.log`) });
      onStop(() => service.stop());
      return service;
    };
    const services: Partial<Record<ServiceName, ServiceProcess>> = {};
    for (const name of serviceNames) services[name] = await start(name, name);
    let more = 1;
    const another = (name: ServiceName): Promise<ServiceProcess> => start(name, `${name}-${(more += 1)}`);
    const adminToken = (await readFile(dataDir.adminTokenFile, 'utf8')).trim();
    return { servers, services: services as Record<ServiceName, ServiceProcess>, adminToken, another, close };
  } catch (error) {
    await close();
    throw error;
  }
}
