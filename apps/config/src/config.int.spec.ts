import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kvBuckets, kvKeys, outcomeCounts, outcomeEnds } from '@kochava-stream/contracts';
import { connectNats, provision, publish, syncConsumerNames, type Nats } from '@kochava-stream/messaging';
import { createLogger, readEnv, type RunningService } from '@kochava-stream/observability';
import { migrate } from '@kochava-stream/persistence';
import {
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { Kvm } from '@nats-io/kv';
import { configEnvSchema } from './env.ts';
import { startConfig } from './start.ts';

const kek = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const logger = createLogger({ service: 'spec', level: 'silent' });
const draft = {
  name: 'Post-install',
  appGuid: 'kodemo',
  authentication: { enabled: false, apiKey: null, apiSecret: null },
  sendEvents: {
    enabled: true,
    events: ['Purchase'],
    filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
    properties: { event: ['price'], user: ['plan'] },
    rename: { 'Product Purchased': 'Purchase' },
    currency: null,
  },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfa: 'idfa', android_id: 'user_properties.android_id' },
  sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
  hold: { settleSeconds: 10, expireDays: 30 },
};

let server: TestNats;
let postgres: TestPostgres;
let nats: Nats;
let folder: string;
let service: RunningService;
let token: string;
let databaseUrl: string;

async function start(): Promise<RunningService> {
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    NATS_URL: server.url,
    DATABASE_URL: databaseUrl,
    SECRETS_KEK: kek,
    ADMIN_TOKEN_FILE: join(folder, 'admin-token'),
  };
  return startConfig(readEnv(configEnvSchema, env));
}

beforeAll(async () => {
  [server, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  nats = await connectNats({ servers: server.url, name: 'spec', logger });
  await provision(nats, { shards: 4, replicas: 1 });
  databaseUrl = await postgres.freshDatabase();
  await migrate({ url: databaseUrl, schema: 'config' });
  folder = await mkdtemp(join(tmpdir(), 'config-spec-'));
  service = await start();
  token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
}, 60_000);

afterAll(async () => {
  await service?.close();
  await nats?.close();
  await Promise.all([server?.stop(), postgres?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  etag: string | null;
  body: any;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get('etag'), body: text === '' ? null : JSON.parse(text) };
}

async function inKv(bucket: string, key: string): Promise<any> {
  const entry = await (await new Kvm(nats.nc).open(bucket)).get(key);
  return entry?.operation === 'PUT' ? entry.json() : undefined;
}

let keys = 0;
async function aProjectWithSync(): Promise<{ project: string; sync: string }> {
  const project = await call('POST', '/api/projects', { name: 'Shop', apiKey: `shop-key-${(keys += 1)}` });
  const sync = await call('POST', `/api/projects/${project.body.id}/syncs`, draft);
  expect([project.status, sync.status]).toEqual([201, 201]);
  return { project: project.body.id, sync: sync.body.id };
}

describe('the config API', () => {
  it('keeps the first token to its owner and lets nobody in without one', async () => {
    expect((await stat(join(folder, 'admin-token'))).mode & 0o777).toBe(0o600);
    for (const authorization of ['', 'Bearer nonsense', `Bearer ${token.slice(0, -1)}-`]) {
      for (const path of ['/api/projects', '/api/openapi.json', '/api/nothing']) {
        const { status, body } = await call('GET', path, undefined, { authorization });
        expect([status, body.error.status]).toEqual(path === '/api/nothing' ? [404, 404] : [401, 401]);
      }
    }
    expect((await call('GET', '/readyz', undefined, { authorization: '' })).status).toBe(200);
  });

  it('publishes a project for ingest, and refuses its key to another one', async () => {
    const { status, body } = await call('POST', '/api/projects', { name: 'Shop', apiKey: 'a-key-of-its-own' });
    expect(status).toBe(201);
    await eventually(async () => {
      expect(await inKv(kvBuckets.config, kvKeys.project(body.id))).toMatchObject({ apiKeys: ['a-key-of-its-own'] });
      expect(await inKv(kvBuckets.config, kvKeys.ready)).toEqual({ v: 1 });
    });
    const again = await call('POST', '/api/projects', { name: 'Other', apiKey: 'a-key-of-its-own' });
    expect([again.status, again.body.error.problems]).toEqual([409, [{ field: '/apiKey', problem: 'is taken' }]]);
  });

  it('creates a sync disabled, changes it against its version and names what is wrong', async () => {
    const { sync } = await aProjectWithSync();
    const created = await call('GET', `/api/syncs/${sync}`);
    expect(created).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { version: 1, status: 'disabled', name: 'Post-install' },
    });
    expect(created.body.authentication).toEqual({ enabled: false, apiKey: null, apiSecret: null });

    const patch = { hold: { settleSeconds: 0 }, mappings: { idfa: null } };
    expect((await call('PATCH', `/api/syncs/${sync}`, patch)).status).toBe(428);
    const changed = await call('PATCH', `/api/syncs/${sync}`, patch, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, etag: '"3"', body: { hold: { settleSeconds: 0, expireDays: 30 } } });
    expect(changed.body.mappings).not.toHaveProperty('idfa');
    expect((await call('PATCH', `/api/syncs/${sync}`, patch, { 'if-match': '"1"' })).status).toBe(412);

    const wrong = { sendEvents: { properties: { event: ['campaign'] } } };
    const refused = await call('PATCH', `/api/syncs/${sync}`, wrong, { 'if-match': '"3"' });
    expect([refused.status, refused.body.error.problems[0].field]).toEqual([422, '/sendEvents/properties/event/0']);
    const unknown = await call('PATCH', `/api/syncs/${sync}`, { colour: 'red' }, { 'if-match': '"3"' });
    expect([unknown.status, unknown.body.error.problems[0].field]).toEqual([422, '/colour']);
    expect((await call('GET', '/api/syncs/sy_unknown')).status).toBe(404);
  });

  it('enables a sync: its consumers are there before anybody is told of it', async () => {
    const { sync } = await aProjectWithSync();
    const enabled = await call('POST', `/api/syncs/${sync}/enable`);
    expect(enabled).toMatchObject({ status: 200, body: { status: 'enabled', version: 2 } });
    await eventually(async () => {
      expect(await inKv(kvBuckets.config, kvKeys.sync(sync))).toMatchObject({ status: 'enabled', version: 2 });
    });
    for (const name of Object.values(syncConsumerNames(sync))) {
      const { config } = await nats.jsm.consumers.info('DISPATCH', name);
      expect(config).toMatchObject({ max_deliver: -1, ack_wait: 15e9 });
    }
    expect((await call('POST', `/api/syncs/${sync}/enable`)).body.version).toBe(2);
    expect((await call('POST', `/api/syncs/${sync}/disable`)).body).toMatchObject({ status: 'disabled', version: 3 });
  });

  it('keeps secrets sealed: never in an answer, nor in the KV or the database', async () => {
    const { sync } = await aProjectWithSync();
    const secrets = { apiKey: 'CANARY-key-0001', apiSecret: 'CANARY-secret-0002' };
    const patch = { authentication: { enabled: true, ...secrets } };
    const changed = await call('PATCH', `/api/syncs/${sync}`, patch, { 'if-match': '1' });
    expect(changed.body.authentication).toMatchObject({ enabled: true, apiKey: { set: true, last4: '001' } });
    await eventually(async () => expect(await inKv(kvBuckets.secrets, kvKeys.sync(sync))).toMatchObject({ kid: 'k1' }));
    const everything = JSON.stringify([
      changed.body,
      await inKv(kvBuckets.secrets, kvKeys.sync(sync)),
      await inKv(kvBuckets.config, kvKeys.sync(sync)),
      (await call('GET', `/api/syncs/${sync}`)).body,
    ]);
    expect(everything).not.toContain('CANARY');
    const half = await call('PATCH', `/api/syncs/${sync}`, { authentication: { apiKey: 'only' } }, { 'if-match': '3' });
    expect([half.status, half.body.error.problems[0].field]).toEqual([422, '/authentication/apiSecret']);
  });

  it('describes itself', async () => {
    const { body } = await call('GET', '/api/openapi.json');
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/projects', '/api/syncs/{id}/enable']));
  });

  it('publishes everything again when the KV was lost', async () => {
    const { project, sync } = await aProjectWithSync();
    await eventually(async () => expect(await inKv(kvBuckets.config, kvKeys.sync(sync))).toBeDefined());
    await service.close();
    await (await new Kvm(nats.nc).open(kvBuckets.config)).purge(kvKeys.sync(sync));
    await (await new Kvm(nats.nc).open(kvBuckets.config)).purge(kvKeys.project(project));
    service = await start();
    await eventually(async () => {
      expect(await inKv(kvBuckets.config, kvKeys.sync(sync))).toMatchObject({ id: sync });
      expect(await inKv(kvBuckets.config, kvKeys.project(project))).toMatchObject({ id: project });
    });
    expect((await readFile(join(folder, 'admin-token'), 'utf8')).trim()).toBe(token);
  });
});

describe('the books', () => {
  it('count every end once, whatever comes twice', async () => {
    const { project, sync } = await aProjectWithSync();
    const count = (id: string, what: 'received' | 'routed' | 'filtered' | 'dispatched', n: number) => ({
      contract: outcomeCounts,
      to: {},
      message: {
        v: 1 as const,
        id,
        at: 1,
        counts: [
          {
            project,
            sync: what === 'received' ? null : sync,
            what,
            reason: what === 'filtered' ? 'not-selected' : '',
            n,
          },
        ],
      },
    });
    const alike = { project, sync, kind: 'event', outcome: 'accepted', class: 'accepted' } as const;
    const ends = [
      { ...alike, parts: { 'm-1': [0, 1] } },
      { ...alike, parts: { 'm-1': [1] } },
    ];
    for (const repeat of ['a', 'b']) {
      await publish(nats, { id: `received-${repeat}`, ...count('c-1', 'received', 5) });
      await publish(nats, { id: `routed-${repeat}`, ...count('c-2', 'routed', 5) });
      await publish(nats, { id: `filtered-${repeat}`, ...count('c-3', 'filtered', 2) });
      await publish(nats, { id: `dispatched-${repeat}`, ...count('c-4', 'dispatched', 3) });
      await publish(nats, {
        id: `ends-${repeat}`,
        contract: outcomeEnds,
        to: {},
        message: { v: 1, ends },
      });
    }
    await eventually(async () => {
      const { body } = await call('GET', `/api/projects/${project}/counts`);
      expect(body).toMatchObject({
        received: 5,
        duplicate: 0,
        syncs: [
          { sync, routed: 5, filtered: { 'not-selected': 2 }, dispatched: 3, accepted: 2, inFlight: 1, difference: 0 },
        ],
      });
    });
  });
});
