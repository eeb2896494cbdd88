import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { silent, type Log } from '../log.ts';
import { claimFolder } from '../process/claim.ts';
import { freePort, requirePort } from '../process/ports.ts';
import { startServer, type RunningServer } from '../process/server.ts';
import { supervise } from '../process/supervise.ts';
import { until } from '../process/wait.ts';
import { natsConfig, volumeShare, type ClusterMember } from './config.ts';
import { findNatsServer } from './find.ts';

export interface NatsOptions {
  /** Holds the configuration, the log, the pid file and the streams; kept. */
  dir: string;
  /** 0 = a free one. */
  port?: number;
  monitorPort?: number;
  /** Environment variables that an error about a taken port names. */
  portVariable?: string;
  monitorPortVariable?: string;
  name?: string;
  /** Bytes; default 80 % of the volume. */
  maxFileStore?: number;
  /** One of several; it is ready when it has found them. */
  cluster?: ClusterMember | undefined;
  /** Path of the server; default: `findNatsServer`. */
  binary?: string;
  log?: Log;
  /** The folder is removed when this process dies without stopping the server. */
  scratch?: boolean;
}

export interface NatsServer extends RunningServer {
  readonly monitorUrl: string;
}

/** The server does not sync before it acknowledges: it would lose what it promised to keep. */
export class NotDurable extends Error {
  override readonly name = 'NotDurable';
}

/**
 * Starts a nats-server that syncs every message before acknowledging it, and checks on the running server that it does.
 * @throws PortTaken, FolderInUse, ProgramNotFound, ServerFailed, NotDurable (as cause)
 */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const log = options.log ?? silent;
  const dir = resolve(options.dir);
  const binary = options.binary ?? (await findNatsServer({ log }));
  await mkdir(dir, { recursive: true });
  const claim = await claimFolder({ file: join(dir, 'nats.pid'), stopSignal: 'SIGTERM', log });
  try {
    const ports = await chosenPorts(options);
    const name = options.name ?? `kochava-stream-${ports.port}`;
    const { cluster } = options;
    const config = join(dir, 'nats.conf');
    const maxFileStore = options.maxFileStore ?? volumeShare(dir);
    await writeFile(config, natsConfig({ name, ...ports, storeDir: join(dir, 'jetstream'), maxFileStore, cluster }));
    const monitorUrl = `http://127.0.0.1:${ports.monitorPort}`;
    const logFile = join(dir, 'nats.log');
    const graceMs = 10_000;
    const scratch = options.scratch === true ? { scratch: dir } : {};
    const server = await startServer({
      what: 'nats-server',
      url: `nats://127.0.0.1:${ports.port}`,
      port: ports.port,
      dir,
      logFile,
      claim,
      stopSignal: 'SIGTERM',
      graceMs,
      launch: () => supervise({ command: [binary, '-c', config], logFile, stopSignal: 'TERM', graceMs, ...scratch }),
      ready: (alive) => ready({ monitorUrl, name, alone: cluster === undefined }, alive),
    });
    return Object.defineProperty(server, 'monitorUrl', { value: monitorUrl, enumerable: true }) as NatsServer;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function chosenPorts(options: NatsOptions): Promise<{ port: number; monitorPort: number }> {
  const { port = 0, monitorPort = 0 } = options;
  if (port !== 0) await requirePort(port, options.portVariable ?? 'NATS_PORT', 'NATS');
  if (monitorPort !== 0) {
    await requirePort(monitorPort, options.monitorPortVariable ?? 'NATS_MONITOR_PORT', 'the monitoring of NATS');
  }
  return { port: port || (await freePort()), monitorPort: monitorPort || (await freePort()) };
}

interface Varz {
  server_name?: string;
  jetstream?: { config?: { sync_always?: boolean } };
}

interface Expected {
  monitorUrl: string;
  name: string;
  alone: boolean;
}

async function ready({ monitorUrl, name, alone }: Expected, alive: () => boolean): Promise<void> {
  // What the others have meanwhile is caught up with afterwards.
  const healthz = `${monitorUrl}/healthz${alone ? '' : '?js-server-only=true'}`;
  // Large stores take their time to be read.
  await until('nats-server', { alive, timeoutMs: 120_000 }, async () => {
    const health = await asked(healthz);
    return health?.['status'] === 'ok';
  });
  const varz = (await asked(`${monitorUrl}/varz`)) as Varz | undefined;
  if (varz?.server_name !== name) throw new NotDurable(`${monitorUrl} is not the server that was started`);
  if (varz.jetstream?.config?.sync_always !== true) throw new NotDurable('/varz does not say sync_always: true');
}

async function asked(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    const reply = await fetch(url, { signal: AbortSignal.timeout(2000) });
    return (await reply.json()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
