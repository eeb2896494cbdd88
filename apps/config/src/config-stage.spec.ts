import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectNats, provision, type Nats } from '@kochava-stream/messaging';
import { createLogger, readEnv, type RunningService } from '@kochava-stream/observability';
import { migrate } from '@kochava-stream/persistence';
import { startTestNats, startTestPostgres } from '@kochava-stream/testing';
import { Kvm } from '@nats-io/kv';
import { configEnvSchema } from './env.ts';
import { startConfig } from './start.ts';

export interface Answer {
  status: number;
  etag: string | null;
  body: any;
}

export interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly version?: number;
}

/** A config service with its first token, real NATS and Postgres behind it. */
export interface ConfigStage {
  readonly nats: Nats;
  readonly databaseUrl: string;
  readonly token: string;
  service: RunningService;
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  inKv(bucket: string, key: string): Promise<any>;
  /** The id of a new one with a key of its own. */
  project(): Promise<{ id: string; apiKey: string }>;
  /** The id of a new sync; what is not given is as in `postInstall`. */
  sync(project: string, given?: object): Promise<string>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A sync that could be enabled. */
export const postInstall = {
  name: 'Post-install',
  appGuid: 'kodemo',
  sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'], user: ['plan'] } },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfv: 'idfv', idfa: null, adid: null },
  sendUsers: { enabled: true, properties: ['plan'] },
};

export async function startConfigStage(env: Record<string, string> = {}): Promise<ConfigStage> {
  const logger = createLogger({ service: 'spec', level: 'silent' });
  const [server, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  const nats = await connectNats({ servers: server.url, name: 'spec', logger });
  await provision(nats, { shards: 4, replicas: 1 });
  const databaseUrl = await postgres.freshDatabase();
  await migrate({ url: databaseUrl, schema: 'config' });
  // Its views are what config shows of links.
  await migrate({ url: databaseUrl, schema: 'linker' });
  const folder = await mkdtemp(join(tmpdir(), 'config-spec-'));
  const start = (): Promise<RunningService> =>
    startConfig(
      readEnv(configEnvSchema, {
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        NATS_URL: server.url,
        DATABASE_URL: databaseUrl,
        SECRETS_KEK: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
        ADMIN_TOKEN_FILE: join(folder, 'admin-token'),
        ...env,
      }),
    );
  const service = await start();
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  let keys = 0;
  const stage: ConfigStage = {
    nats,
    databaseUrl,
    token,
    service,
    call: async (method, path, body, { headers = {}, version } = {}) => {
      const response = await fetch(`${stage.service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(version !== undefined && { 'if-match': `"${version}"` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        etag: response.headers.get('etag'),
        body: text === '' ? null : JSON.parse(text),
      };
    },
    inKv: async (bucket, key) => {
      const entry = await (await new Kvm(nats.nc).open(bucket)).get(key);
      return entry?.operation === 'PUT' ? entry.json() : undefined;
    },
    project: async () => {
      const apiKey = `shop-key-${(keys += 1)}`;
      const { status, body } = await stage.call('POST', '/api/projects', { name: 'Shop', apiKey });
      expect(status).toBe(201);
      return { id: body.id, apiKey };
    },
    sync: async (project, given = {}) => {
      const { status, body } = await stage.call('POST', `/api/projects/${project}/syncs`, { ...postInstall, ...given });
      expect([status, body.error]).toEqual([201, undefined]);
      return body.id;
    },
    restart: async () => {
      await stage.service.close();
      stage.service = await start();
    },
    close: async () => {
      await stage.service.close();
      await nats.close();
      await Promise.all([server.stop(), postgres.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}
