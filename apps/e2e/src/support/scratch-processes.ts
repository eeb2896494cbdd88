import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcesses, type Processes, type ServiceName } from '@kochava-stream/all-in-one';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { connectNats, type Nats } from '@kochava-stream/messaging';
import { Client } from './client.ts';
import { ConfigApi } from './config-api.ts';
import { quiet } from './scratch-stack.ts';

/** What a service says of itself. */
export interface Ready {
  readonly status: number;
  readonly checks: Readonly<Record<string, string>>;
}

/** The compiled services, each in a process of its own, so that one can be stopped and started while the others run. */
export interface ScratchProcesses {
  /** Where the servers and the logs are. */
  readonly dataDir: string;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  readonly api: ConfigApi;
  /** Connected with an operator's rights. */
  readonly nats: Nats;
  client(apiKey: string): Client;
  readyz(service: ServiceName): Promise<Ready>;
  /** Everything that the services have said of themselves: logs and metrics. */
  said(): Promise<string>;
  close(): Promise<void>;
}

export async function startScratchProcesses(): Promise<ScratchProcesses> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kochava-stream-e2e-'));
  const sandbox = await startSandbox();
  const processes = await startProcesses({
    dataDir,
    kochavaUrl: sandbox.url,
    logLevel: 'info',
    log: () => undefined,
  });
  const nats = await connectNats({ servers: processes.servers.nats.url, name: 'e2e', logger: quiet });
  const { services } = processes;
  return {
    dataDir,
    processes,
    sandbox,
    nats,
    api: new ConfigApi(services.config.url, processes.adminToken),
    client: (apiKey) => new Client(services.ingest.url, apiKey),
    readyz: async (service) => {
      const response = await fetch(`${services[service].url}/readyz`);
      const { checks } = (await response.json()) as { checks: Record<string, string> };
      return { status: response.status, checks };
    },
    said: async () => {
      const texts = Object.values(services).map(async ({ name, url }) => {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        return metrics + (await readFile(join(dataDir, 'logs', `${name}.log`), 'utf8'));
      });
      return (await Promise.all(texts)).join('\n');
    },
    close: async () => {
      await nats.close();
      await processes.close();
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
