/** Nothing that opens a door stands anywhere in plain text: neither in the servers' data, nor in answers, nor in logs. */
import { join } from 'node:path';
import { eventually } from '@kochava-stream/testing';
import { identify, iphone } from './support/client.ts';
import { databaseDump, filesDump, guises, streamsDump } from './support/everything-kept.ts';
import { startScratchProcesses, type ScratchProcesses } from './support/scratch-processes.ts';

const app = 'kosecret';
/** Not a secret: found everywhere, or the search itself is wrong. */
const control = 'CANARY-no-secret';
const secrets = {
  apiKey: 'CANARY-kochava-api-key',
  apiSecret: 'CANARY-kochava-api-secret',
  rotatedKey: 'CANARY-kochava-api-key-2',
  rotatedSecret: 'CANARY-kochava-api-secret-2',
  refused: 'CANARY-secret-in-a-refused-body',
  malformed: 'CANARY-secret-in-a-broken-body',
  inQuery: 'CANARY-secret-in-a-query',
  password: 'CANARY-password-of-the-first-admin',
  chosen: 'CANARY-password-chosen-by-an-admin',
  wrong: 'CANARY-password-that-is-wrong',
  bearer: 'CANARY-token-of-nobody',
  postback: 'CANARY-secret-of-no-postback-url',
};
let scratch: ScratchProcesses;
const answers: string[] = [];

beforeAll(async () => {
  scratch = await startScratchProcesses();
}, 180_000);
afterAll(async () => scratch?.close(), 120_000);

/** Answers are kept, bodies and headers. */
async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${scratch.processes.services.config.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${scratch.processes.adminToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  answers.push(`${JSON.stringify([...response.headers])} ${text}`);
  return { response, body: response.headers.get('content-type')?.includes('json;') ? JSON.parse(text) : undefined };
}

/** Every answer of a GET, with the ids that there are. */
async function lookAtEverything(ids: Record<string, string>): Promise<void> {
  const { body } = await call('GET', '/api/openapi.json');
  for (const [path, { get }] of Object.entries<any>(body.paths)) {
    const streamed = JSON.stringify(get?.responses['200'] ?? {}).includes('event-stream');
    const url = path.replaceAll(/\{(\w+)\}/g, (_: string, name: string) => ids[name] ?? '1');
    if (get !== undefined && !streamed) await call('GET', url);
  }
}

/** Kochava's install postbacks, as they should be and not. @returns the secret of their URL */
async function postbacksCome(project: string, sync: string): Promise<string> {
  const { path } = (await call('POST', `/api/syncs/${sync}/postback-secrets`)).body;
  const { url } = scratch.processes.services.ingest;
  const ask = (at: string, init?: RequestInit) => fetch(`${url}${at}`, init);
  await eventually(async () => expect((await ask(`${path}?idfv=&click=1`)).status).toBe(200), { timeoutMs: 15_000 });
  for (const query of ['?click=1', '?idfv=x', '/more', '%ff', '/']) await ask(`${path}${query}`);
  await ask(path, { method: 'POST', body: '{"idfv":' });
  await ask(path, { method: 'PUT' });
  await ask(`/kochava/postbacks/${project}/${secrets.postback}?idfv=x`);
  return path.split('/').at(-1) as string;
}

it('no secret is kept or said', async () => {
  const { sandbox } = scratch;
  sandbox.addApps([
    { appGuid: app, auth: { apiKey: secrets.rotatedKey, apiSecret: secrets.rotatedSecret, strict: true } },
  ]);
  const project = (await call('POST', '/api/projects', { name: control, apiKey: 'an-ingest-key' })).body.id;
  const document = {
    name: control,
    appGuid: app,
    authentication: { enabled: true, apiKey: secrets.apiKey, apiSecret: secrets.apiSecret },
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds: 0 },
  };
  const sync = (await call('POST', `/api/projects/${project}/syncs`, document)).body.id;
  const { version } = (await call('POST', `/api/syncs/${sync}/enable`)).body;
  const client = scratch.client('an-ingest-key');
  await client.send(
    iphone('device', { event_properties: { price: control } }),
    identify(iphone('device'), { plan: control }),
  );
  await eventually(() => expect(sandbox.requests()).not.toHaveLength(0), { timeoutMs: 30_000 });
  const patch = { authentication: { apiKey: secrets.rotatedKey, apiSecret: secrets.rotatedSecret } };
  await call('PATCH', `/api/syncs/${sync}`, patch, { 'if-match': String(version) });
  await eventually(
    () => expect(sandbox.requests().filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(2),
    { timeoutMs: 60_000 },
  );

  const refused = { authentication: { apiKey: [secrets.refused], apiSecret: { secret: secrets.refused } } };
  await call('PATCH', `/api/syncs/${sync}`, refused, { 'if-match': '1' });
  await call('POST', `/api/projects/${project}/syncs`, `{"apiSecret":"${secrets.malformed}`);
  await call('GET', '/api/projects', undefined, { authorization: `Bearer ${secrets.bearer}` });
  await call('GET', '/api/projects', undefined, { cookie: `ks_session=${secrets.bearer}`, authorization: '' });
  await call('GET', `/api/nothing?token=${secrets.inQuery}`);
  const admin = {
    token: scratch.processes.adminToken,
    name: 'Ada',
    email: 'ada@example.com',
    password: secrets.password,
  };
  const session = await call('POST', '/api/setup', { ...admin, keepToken: true });
  const cookie = /ks_session=([^;]+)/.exec(session.response.headers.get('set-cookie') ?? '')?.[1] as string;
  await call('POST', '/api/session', { email: 'ada@example.com', password: secrets.wrong });
  const person = { email: 'eve@example.com', name: 'Eve', access: { installation: false, projects: {} } };
  await call('POST', '/api/people', { ...person, password: secrets.chosen });
  const given = { name: control, access: { installation: true, projects: {} }, expiresInDays: 1 };
  const minted = (await call('POST', '/api/tokens', given)).body.token as string;
  const shownOnce = [cookie, minted, session.body.csrf as string, await postbacksCome(project, sync)];
  const once = answers.length;
  await lookAtEverything({ project, id: sync });

  const kept = {
    database: await databaseDump(scratch.processes.servers.postgres.url),
    streams: await streamsDump(scratch.nats),
    'database files': filesDump(join(scratch.dataDir, 'postgres')),
    'stream files': filesDump(join(scratch.dataDir, 'nats')),
    answers: answers.join('\n'),
    'later answers': answers.slice(once).join('\n'),
    said: await scratch.said(),
  };
  const found: string[] = [];
  for (const [where, text] of Object.entries(kept)) {
    const wanted = Object.entries({ ...secrets, adminToken: scratch.processes.adminToken });
    if (where !== 'answers') wanted.push(...shownOnce.map((text): [string, string] => ['shown once', text]));
    for (const [name, secret] of wanted) {
      if (guises(secret).some((guise) => text.includes(guise))) found.push(`${name} in ${where}`);
    }
  }
  expect(found).toEqual([]);
  const blind = Object.entries(kept).filter(([, text]) => !guises(control).some((guise) => text.includes(guise)));
  expect(blind.map(([where]) => where)).toEqual(['said']);
}, 180_000);
