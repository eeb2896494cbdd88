import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNatsServer, freePort, supervise, type Supervised } from '@kochava-stream/servers';
import { load } from 'js-yaml';
import { examples } from '../toolchain/paths.ts';
import { accountsOf } from './accounts.ts';
import { type Certificates } from './certificates.ts';

/** A nats-server with the accounts, the TLS and the JetStream settings that the examples give to the official chart. */
export interface GuardedNats {
  readonly url: string;
  readonly monitorUrl: string;
  /** What the server refused, by its own log. */
  violations(): Promise<string[]>;
  stop(): Promise<void>;
  /** Stops it and starts it again: another version of it, or with an empty disk. */
  restart(options?: { binary?: string; wiped?: boolean }): Promise<void>;
}

interface NatsValues {
  readonly config: {
    readonly nats: { readonly tls: { readonly merge: Record<string, unknown> } };
    readonly jetstream: { readonly merge: Record<string, unknown> };
    readonly merge: Record<string, unknown>;
  };
}

export async function startGuardedNats(dir: string, accounts: string, files: Certificates): Promise<GuardedNats> {
  const [port, monitorPort] = [await freePort(), await freePort()];
  const { config } = load(await readFile(join(examples, 'nats.yaml'), 'utf8')) as NatsValues;
  const logFile = join(dir, 'nats.log');
  const storeDir = join(dir, 'jetstream');
  const settings = {
    ...config.merge,
    ...accountsOf(accounts),
    server_name: 'guarded',
    listen: `127.0.0.1:${port}`,
    http: `127.0.0.1:${monitorPort}`,
    tls: { ...config.nats.tls.merge, cert_file: files.server.cert, key_file: files.server.key, ca_file: files.ca },
    jetstream: { ...config.jetstream.merge, store_dir: storeDir, max_file_store: 20 * 1024 ** 3 },
  };
  const file = join(dir, 'nats.conf');
  await writeFile(file, JSON.stringify(settings, null, 2));
  const monitorUrl = `http://127.0.0.1:${monitorPort}`;
  const launch = async (binary: string): Promise<Supervised> => {
    const started = await supervise({ command: [binary, '-c', file], logFile, stopSignal: 'TERM', graceMs: 5_000 });
    await healthy(monitorUrl, started, logFile);
    return started;
  };
  const binary = await findNatsServer();
  let server = await launch(binary);
  const stop = async (): Promise<void> => {
    if (server.running()) process.kill(server.pid, 'SIGTERM');
    await server.ended();
  };
  return {
    url: `tls://localhost:${port}`,
    monitorUrl,
    violations: async () => {
      const log = await readFile(logFile, 'utf8');
      return [
        ...new Set(
          [...log.matchAll(/nats\.js:([a-z-]+)".* (\w+ Violation - Subject .*)/g)].map(([, ...what]) =>
            what.join(': '),
          ),
        ),
      ];
    },
    stop,
    restart: async (options = {}) => {
      await stop();
      if (options.wiped === true) await rm(storeDir, { recursive: true, force: true });
      server = await launch(options.binary ?? binary);
    },
  };
}

async function healthy(monitorUrl: string, server: Supervised, logFile: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; ;) {
    const answer = await fetch(`${monitorUrl}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (!server.running() || Date.now() > deadline) throw new Error(await readFile(logFile, 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
