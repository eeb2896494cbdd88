import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNatsServer, supervise, type NatsServer, type Supervised } from '@kochava-stream/servers';
import { type Part } from './parts.ts';

/** The same nats-server as it is when nobody sets anything: it syncs every two minutes, whatever it has acknowledged. */
export async function lazily({ dir, monitorUrl }: NatsServer): Promise<Part> {
  const config = join(dir, 'nats.conf');
  const usual = await readFile(config, 'utf8');
  const lazy = usual.replace('sync_interval: always', 'sync_interval: 2m');
  if (lazy === usual) throw new Error(`${config} has no sync_interval`);
  const binary = await findNatsServer();
  let server: Supervised | undefined;
  return {
    name: 'nats-server',
    pid: () => server?.pid ?? 0,
    kill: async () => {
      if (server?.running() !== true) return;
      process.kill(server.pid, 'SIGKILL');
      await server.ended();
    },
    start: async () => {
      await writeFile(config, lazy);
      const logFile = join(dir, 'nats.log');
      server = await supervise({ command: [binary, '-c', config], logFile, stopSignal: 'TERM', graceMs: 2_000 });
      await healthy(monitorUrl, server.running);
    },
  };
}

async function healthy(monitorUrl: string, alive: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; alive() && Date.now() < end;) {
    const reply = await fetch(`${monitorUrl}/healthz`).catch(() => undefined);
    if (reply?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nats-server did not start');
}
