import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack, type Traces } from '@kochava-stream/all-in-one';
import { type Sandbox } from '@kochava-stream/kochava-sandbox';
import { connectNats, type Nats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { Client } from './client.ts';
import { ConfigApi } from './config-api.ts';

/** Everything in this process, on free ports and in a folder that goes with it. */
export interface ScratchStack {
  readonly stack: Stack;
  readonly sandbox: Sandbox;
  readonly api: ConfigApi;
  /** Connected with an operator's rights. */
  readonly nats: Nats;
  client(apiKey: string): Client;
  close(): Promise<void>;
}

export const quiet = createLogger({ service: 'e2e', level: 'silent' });

export async function startScratchStack(traces?: Traces): Promise<ScratchStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kochava-stream-e2e-'));
  const none = { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 };
  const stack = await startStack({
    dataDir,
    host: '127.0.0.1',
    ports: { ...none, sandbox: 0, nats: 0, postgres: 0 },
    logLevel: 'silent',
    traces,
    log: () => undefined,
    scratch: true,
  });
  const nats = await connectNats({ servers: stack.servers.nats.url, name: 'e2e', logger: quiet });
  return {
    stack,
    nats,
    sandbox: stack.sandbox as Sandbox,
    api: new ConfigApi(stack.urls.config, stack.adminToken),
    client: (apiKey) => new Client(stack.urls.ingest, apiKey),
    close: async () => {
      await nats.close();
      await stack.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
