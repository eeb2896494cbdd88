import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, startServiceProcess, type ServiceName, type ServiceProcess } from '@kochava-stream/all-in-one';
import { images } from '@kochava-stream/images';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { startPostgres, type PostgresServer } from '@kochava-stream/servers';
import pg from 'pg';
import { podOf, type PodSpec } from '../cluster/manifest.ts';
import { render, type Rendered } from '../render.ts';
import { examples, root } from '../toolchain/paths.ts';
import { run, type Ran } from '../toolchain/run.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { accountValues, makeCredentials, type Credentials } from './credentials.ts';
import { startGuardedNats, type GuardedNats } from './nats.ts';
import { environmentOf, type Cluster } from './pod-environment.ts';

/** What the image `tools` can do. */
export type ToolsCommand = keyof typeof images.tools.commands;

/** The system as the examples install it, without Kubernetes: its own processes, credentials and rights. */
export interface GuardedStack {
  readonly dir: string;
  readonly credentials: Credentials;
  readonly certificates: Certificates;
  readonly nats: GuardedNats;
  readonly postgres: PostgresServer;
  readonly sandbox: Sandbox;
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly adminToken: string;
  /** Runs a command of the image `tools` with the environment of a hook's job and more. */
  job(
    name: 'migrate' | 'provision',
    more?: { command?: ToolsCommand; args?: string[]; env?: Record<string, string> },
  ): Promise<Ran>;
  /** URL of Postgres for a login. */
  loginUrl(login: string): string;
  seedFile(user: string): string;
  close(): Promise<void>;
}

export async function startGuardedStack(): Promise<GuardedStack> {
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const dir = mkdtempSync(join(tmpdir(), 'kochava-stream-helm-'));
  stops.push(async () => rmSync(dir, { recursive: true, force: true }));
  try {
    const credentials = makeCredentials();
    const certificates = await makeCertificates(dir);
    const nats = await startGuardedNats(dir, accountValues(credentials), certificates);
    stops.push(() => nats.stop());
    const postgres = await startPostgres({ dir: join(dir, 'postgres'), scratch: true });
    stops.push(() => postgres.stop());
    await makeRoles(postgres, credentials);
    const sandbox = await startSandbox();
    stops.push(() => sandbox.close());
    const rendered = await installation(nats, postgres);
    const cluster = clusterOf(dir, credentials, certificates);
    const specOf = (kind: string, name: string): PodSpec =>
      (podOf(rendered.one(kind, `kochava-stream-${name}`)) as { spec: PodSpec }).spec;
    const job: GuardedStack['job'] = (name, more = {}) => {
      const spec = specOf('Job', name);
      const script = images.tools.commands[more.command ?? name];
      const env = { PATH: process.env['PATH'], ...environmentOf(spec, cluster), ...more.env };
      return run(process.execPath, [join(root, script), ...(more.args ?? [])], { env });
    };
    for (const name of ['migrate', 'provision'] as const) {
      const { code, err } = await job(name);
      if (code !== 0) throw new Error(`${name}: ${err}`);
    }
    const services: Partial<Record<ServiceName, ServiceProcess>> = {};
    const adminTokenFile = join(dir, 'admin-token');
    const here = { HOST: '127.0.0.1', ADMIN_TOKEN_FILE: adminTokenFile, KOCHAVA_URL: sandbox.url, LOG_LEVEL: 'warn' };
    for (const name of serviceNames) {
      const env = { ...environmentOf(specOf('Deployment', name), cluster), ...here };
      const service = await startServiceProcess({ name, env, logFile: join(dir, `${name}.log`), readyMs: 30_000 });
      services[name] = service;
      stops.push(() => service.stop());
    }
    return {
      ...{ dir, credentials, certificates, nats, postgres, sandbox, job, close },
      services: services as Record<ServiceName, ServiceProcess>,
      adminToken: readFileSync(adminTokenFile, 'utf8').trim(),
      loginUrl: (login) => withLogin(postgres.url, `ks_${login}`, credentials.passwords[login] ?? ''),
      seedFile: (user) => cluster.file('kochava-stream-nkeys', `${user}.nk`),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The production example, told where the servers of this test are. */
function installation(nats: GuardedNats, postgres: PostgresServer): Promise<Rendered> {
  const streams = ['RECEIVED', 'LINKS', 'DISPATCH', 'OUTCOMES', 'DEAD'];
  return render({
    values: ['values-production.yaml'],
    set: [
      `nats.url=${nats.url}`,
      `nats.monitorUrls={${nats.monitorUrl}}`,
      'nats.streams.replicas=1',
      ...streams.map((name) => `nats.streams.maxBytes.${name}=268435456`),
      'postgres.host=127.0.0.1',
      `postgres.port=${postgres.port}`,
      'postgres.sslmode=disable',
    ],
  });
}

function clusterOf(dir: string, credentials: Credentials, { ca, client }: Certificates): Cluster {
  const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'kochava-stream-nkeys': named(credentials.seeds, (user) => `${user}.nk`),
    'kochava-stream-kek': { kek: credentials.kek },
    'kochava-stream-log-id-key': { 'log-id-key': credentials.logIdKey },
    'nats-client-tls': { 'ca.crt': text(ca), 'tls.crt': text(client.cert), 'tls.key': text(client.key) },
    'kochava-stream-pg-ca': { 'ca.crt': text(ca) },
    ...Object.fromEntries(
      Object.entries(credentials.passwords).map(([login, password]) => [
        `ks-${login}`,
        { username: `ks_${login}`, password },
      ]),
    ),
  };
  const secret = (name: string, key: string): string => {
    const value = secrets[name]?.[key];
    if (value === undefined) throw new Error(`the examples know no secret ${name} with ${key}`);
    return value;
  };
  const folder = join(dir, 'secrets');
  mkdirSync(folder, { recursive: true });
  return {
    secret,
    file: (name, key) => {
      const path = join(folder, `${name}-${key}`);
      writeFileSync(path, secret(name, key), { mode: 0o600 });
      return path;
    },
  };
}

const text = (file: string): string => readFileSync(file, 'utf8');

function named(record: Readonly<Record<string, string>>, name: (key: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [name(key), value]));
}

/** As CloudNativePG does it: the SQL first, the logins afterwards. Twice, since it must be safe to repeat. */
async function makeRoles(postgres: PostgresServer, { passwords }: Credentials): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const sql = readFileSync(join(examples, 'postgres-roles.sql'), 'utf8');
  await client.query(sql);
  await client.query(sql);
  for (const [login, password] of Object.entries(passwords))
    await client.query(`ALTER ROLE ks_${login} LOGIN PASSWORD '${password}'`);
  await client.end();
}

function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
}
