import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, supervise, type Supervised } from '@kochava-stream/servers';
import { type ServiceName } from './service-envs.ts';

/** A service that runs as it does in production: in a process of its own, from environment variables only. */
export interface ServiceProcess {
  readonly name: ServiceName;
  readonly url: string;
  readonly pid: number;
  running(): boolean;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again after it ended, on the same port. */
  start(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  /** Waits for its end. @returns its exit code */
  ended(): Promise<number>;
}

/** The service did not become ready; its log says why. */
export class ServiceNotReady extends Error {
  override readonly name = 'ServiceNotReady';
}

export interface ServiceProcessOptions {
  name: ServiceName;
  /** All of its variables; PORT is chosen here. */
  env: Record<string, string>;
  /** Standard output and error. */
  logFile: string;
  readyMs?: number;
  /** The checkout whose build is started. Default: the one that this is in. */
  tree?: string;
}

const thisTree = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts the compiled service with this process's Node and waits until it is ready; it cannot outlive this process. */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const main = join(options.tree ?? thisTree, 'apps', options.name, 'dist', 'main.js');
  const env = { PATH: process.env['PATH'], ...options.env, PORT: String(port) };
  const launch = (): Promise<Supervised> =>
    supervise({
      command: [process.execPath, '--enable-source-maps', main],
      logFile: options.logFile,
      stopSignal: 'TERM',
      graceMs: 15_000,
      env,
    });
  let current = await launch();
  await ready(options, url, current);
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (!current.running()) return;
    process.kill(current.pid, signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await current.ended();
  };
  return {
    name: options.name,
    url,
    get pid() {
      return current.pid;
    },
    running: () => current.running(),
    kill,
    start: async () => {
      current = await launch();
      await ready(options, url, current);
    },
    stop: () => kill('SIGTERM'),
    ended: () => current.ended(),
  };
}

async function ready(options: ServiceProcessOptions, url: string, process: Supervised): Promise<void> {
  const deadline = Date.now() + (options.readyMs ?? 60_000);
  while (Date.now() < deadline) {
    if (!process.running()) throw new ServiceNotReady(`${options.name} ended while starting; see ${options.logFile}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new ServiceNotReady(`${options.name} was not ready in time; see ${options.logFile}`);
}
