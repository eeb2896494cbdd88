import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embeddedShards, openDataDir, serviceEnvs, type ServiceName } from '@kochava-stream/all-in-one';
import { startKochavaSandbox, type KochavaSandbox } from '@kochava-stream/faults';
import { startNats, startPostgres } from '@kochava-stream/servers';
import { type JobSurroundings } from './tree/jobs.ts';

/** What no release replaces: the two servers, and Kochava's stand-in. */
export interface Ground extends JobSurroundings {
  readonly sandbox: KochavaSandbox;
  readonly envs: Readonly<Record<ServiceName, Record<string, string>>>;
  readonly logDir: string;
  /** The first admin token, once a config service has started. */
  adminToken(): Promise<string>;
  close(): Promise<void>;
}

export async function openGround(dir: string): Promise<Ground> {
  const logDir = join(dir, 'logs');
  await mkdir(logDir, { recursive: true });
  const data = await openDataDir(join(dir, 'data'));
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const postgres = await startPostgres({ dir: data.postgres, scratch: true });
    stops.push(() => postgres.stop());
    const nats = await startNats({ dir: data.nats, scratch: true });
    stops.push(() => nats.stop());
    const sandbox = await startKochavaSandbox(join(logDir, 'kochava-sandbox.log'));
    stops.push(() => sandbox.stop());
    const at = { natsUrl: nats.url, databaseUrl: postgres.url, shards: embeddedShards };
    const ports = { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 };
    const envs = serviceEnvs({ ...data, ...at, ports, host: '127.0.0.1', logLevel: 'info', kochavaUrl: sandbox.url });
    // As in production, where another ingest takes its place.
    delete envs.ingest['DRAIN_MS'];
    const adminToken = async () => (await readFile(data.adminTokenFile, 'utf8')).trim();
    return { ...at, sandbox, envs, logDir, adminToken, close };
  } catch (error) {
    await close();
    throw error;
  }
}
