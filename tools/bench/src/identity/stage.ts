import { join } from 'node:path';
import { kvKeys, type SyncConfig } from '@kochava-stream/contracts';
import { identityLinkerEnvSchema, startIdentityLinker } from '@kochava-stream/identity-linker';
import { connectNats, provision, putConfig, type Nats } from '@kochava-stream/messaging';
import { createLogger, readEnv } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { startNats, startPostgres } from '@kochava-stream/servers';

export const shards = 4;
export const sync: SyncConfig = {
  ...{ v: 1, id: 'bench', project: 'bench', version: 1, status: 'enabled', name: 'Benchmark', appGuid: 'kobench' },
  authentication: { enabled: false },
  sendEvents: {
    ...{ enabled: false, events: [], filters: [], rename: {}, currency: null },
    properties: { event: [], user: [] },
  },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfv: 'idfv' },
  sendUsers: { enabled: true, properties: ['plan'] },
  hold: { settleSeconds: 0, expireDays: 30 },
  // Enough that the window is not what is measured.
  concurrency: 250,
};

/** A linker with its servers, and a sync. */
export interface IdentityStage {
  readonly db: Database;
  readonly nats: Nats;
  /** Starts the linker. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startIdentityStage(dir: string): Promise<IdentityStage> {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const [server, postgres] = await Promise.all([
    startNats({ dir: join(dir, 'nats'), scratch: true }),
    startPostgres({ dir: join(dir, 'postgres'), scratch: true }),
  ]);
  const nats = await connectNats({ servers: server.url, name: 'bench', logger });
  await provision(nats, { shards, replicas: 1 });
  const databaseUrl = await postgres.createDatabase('bench');
  await migrate({ url: databaseUrl, schema: 'linker' });
  await putConfig(nats, kvKeys.sync(sync.id), sync);
  await putConfig(nats, kvKeys.ready, { v: 1 });
  const db = await openDatabase({ url: databaseUrl, schema: 'linker', statementTimeoutMs: 600_000, logger });
  let service: { close(): Promise<void> } | undefined;
  return {
    db,
    nats,
    start: async () => {
      const env = { NATS_URL: server.url, DATABASE_URL: databaseUrl, SHARDS: String(shards) };
      service = await startIdentityLinker(
        readEnv(identityLinkerEnvSchema, { ...env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn' }),
      );
    },
    close: async () => {
      await service?.close();
      await db.close();
      await nats.close();
      await Promise.all([server.stop(), postgres.stop()]);
    },
  };
}
