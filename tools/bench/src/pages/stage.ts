import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigClient } from '@kochava-stream/all-in-one';
import { configEnvSchema, startConfig } from '@kochava-stream/config';
import { connectNats, provision } from '@kochava-stream/messaging';
import { createLogger, readEnv, type Logger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { startNats, startPostgres } from '@kochava-stream/servers';

/** A config service with its servers, and a project with syncs that are enabled. */
export interface PagesStage {
  readonly url: string;
  readonly token: string;
  readonly db: Database;
  readonly project: string;
  readonly syncs: readonly string[];
  close(): Promise<void>;
}

const sync = {
  name: 'Benchmark',
  appGuid: 'kobench',
  sendEvents: { enabled: true, events: ['Purchase'] },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfv: 'idfv' },
};

export async function startStage(dir: string, syncCount: number): Promise<PagesStage> {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const [server, postgres] = await Promise.all([
    startNats({ dir: join(dir, 'nats'), scratch: true }),
    startPostgres({ dir: join(dir, 'postgres'), scratch: true }),
  ]);
  await provisioned(server.url, logger);
  const databaseUrl = await postgres.createDatabase('bench');
  await migrate({ url: databaseUrl, schema: 'config' });
  await migrate({ url: databaseUrl, schema: 'linker' });
  const tokenFile = join(dir, 'token');
  const env = { NATS_URL: server.url, DATABASE_URL: databaseUrl, ADMIN_TOKEN_FILE: tokenFile };
  const service = await startConfig(
    readEnv(configEnvSchema, { ...env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn' }),
  );
  const token = (await readFile(tokenFile, 'utf8')).trim();
  const client = new ConfigClient(service.url, token);
  const project = await client.createProject({ name: 'Benchmark', apiKey: 'bench-api-key' });
  const syncs: string[] = [];
  for (let n = 0; n < syncCount; n += 1) {
    const { id } = await client.createSync(project.id, { ...sync, name: `Benchmark ${n}` });
    await client.enable(id);
    syncs.push(id);
  }
  const db = await openDatabase({ url: databaseUrl, schema: 'config', statementTimeoutMs: 60_000, logger });
  return {
    ...{ url: service.url, token, db, syncs, project: project.id },
    close: async () => {
      await db.close();
      await service.close();
      await Promise.all([server.stop(), postgres.stop()]);
    },
  };
}

async function provisioned(servers: string, logger: Logger): Promise<void> {
  const nats = await connectNats({ servers, name: 'bench', logger });
  await provision(nats, { shards: 4, replicas: 1 });
  await nats.close();
}
