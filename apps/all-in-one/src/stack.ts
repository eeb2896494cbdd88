import { configEnvSchema, startConfig } from '@kochava-stream/config';
import { identityLinkerEnvSchema, startIdentityLinker } from '@kochava-stream/identity-linker';
import { ingestEnvSchema, startIngest } from '@kochava-stream/ingest';
import { kochavaDispatcherEnvSchema, startKochavaDispatcher } from '@kochava-stream/kochava-dispatcher';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { readEnv, type RunningService } from '@kochava-stream/observability';
import { startTransformer, transformerEnvSchema } from '@kochava-stream/transformer';
import { openDataDir, readAdminToken } from './data-dir.ts';
import { startServers, type Servers } from './servers.ts';
import {
  serviceEnvs,
  serviceNames,
  type Ports,
  type ServiceName,
  type Surroundings,
  type Traces,
} from './service-envs.ts';

export interface StackOptions {
  /** Keeps everything: database, streams, keys, the first admin token. */
  dataDir: string;
  host: string;
  ports: Ports;
  /** Where Kochava is; undefined = a sandbox is started beside the services. */
  kochavaUrl?: string;
  logLevel: string;
  traces?: Traces | undefined;
  /** One line per step. */
  log: (line: string) => void;
  /** The servers' folders go when this process dies without closing the stack. */
  scratch?: boolean;
}

/** Everything, running: two servers, the sandbox and five services. */
export interface Stack {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly servers: Servers;
  readonly sandbox: Sandbox | undefined;
  /** '' = its file was removed; it is kept nowhere else. */
  readonly adminToken: string;
  /** Stops everything, last started first. Idempotent. */
  close(): Promise<void>;
}

type Starter = (env: Record<string, string>) => Promise<RunningService>;

/** How each service starts in this process, from the variables it would have in its own. */
const starters: Readonly<Record<ServiceName, Starter>> = {
  config: (env) => startConfig(readEnv(configEnvSchema, env)),
  'kochava-dispatcher': (env) => startKochavaDispatcher(readEnv(kochavaDispatcherEnvSchema, env)),
  'identity-linker': (env) => startIdentityLinker(readEnv(identityLinkerEnvSchema, env)),
  transformer: (env) => startTransformer(readEnv(transformerEnvSchema, env)),
  ingest: (env) => startIngest(readEnv(ingestEnvSchema, env)),
};

/** Starts the stack in this process; when a part cannot start, those before it are stopped again. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(closers));
  try {
    return { ...(await startParts(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(options: StackOptions, closers: (() => Promise<void>)[]): Promise<Omit<Stack, 'close'>> {
  const { ports, log, host, logLevel } = options;
  const dataDir = await openDataDir(options.dataDir);
  const onStop = (stop: () => Promise<void>) => void closers.push(stop);
  const servers = await startServers({ dataDir, ports, log, onStop, scratch: options.scratch ?? false });
  const sandbox = await startSandboxUnless(options, onStop);
  const surroundings: Surroundings = {
    ...dataDir,
    host,
    ports,
    logLevel,
    traces: options.traces,
    natsUrl: servers.nats.url,
    natsMonitorUrl: servers.nats.monitorUrl,
    databaseUrl: servers.postgres.url,
    kochavaUrl: options.kochavaUrl ?? (sandbox as Sandbox).url,
  };
  const urls = await startServices(surroundings, onStop, log);
  return { urls, servers, sandbox, adminToken: await readAdminToken(dataDir) };
}

async function startSandboxUnless(
  { kochavaUrl, host, ports, log }: StackOptions,
  onStop: (stop: () => Promise<void>) => void,
): Promise<Sandbox | undefined> {
  if (kochavaUrl !== undefined) return undefined;
  const sandbox = await startSandbox({ host, port: ports.sandbox });
  onStop(() => sandbox.close());
  log(`Kochava sandbox: ${sandbox.url}`);
  return sandbox;
}

async function startServices(
  at: Surroundings,
  onStop: (stop: () => Promise<void>) => void,
  log: (line: string) => void,
): Promise<Record<ServiceName, string>> {
  const envs = serviceEnvs(at);
  const urls: Partial<Record<ServiceName, string>> = {};
  for (const name of serviceNames) {
    const service = await starters[name](envs[name]);
    onStop(() => service.close());
    urls[name] = service.url;
    log(`${name}: ${service.url}`);
  }
  return urls as Record<ServiceName, string>;
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.reverse()) await close();
}
