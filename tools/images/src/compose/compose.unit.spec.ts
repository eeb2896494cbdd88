import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TObject, Type } from '@sinclair/typebox';
import { configEnvSchema } from '@kochava-stream/config';
import { identityLinkerEnvSchema } from '@kochava-stream/identity-linker';
import { ingestEnvSchema } from '@kochava-stream/ingest';
import { kochavaDispatcherEnvSchema } from '@kochava-stream/kochava-dispatcher';
import { plannedStreams, provisionEnv, readProvisionEnv } from '@kochava-stream/messaging';
import { databaseEnv, natsEnv, readEnv } from '@kochava-stream/observability';
import { transformerEnvSchema } from '@kochava-stream/transformer';
import { imageNames, images } from '../images.ts';
import {
  composeFile,
  composeVariables,
  envFile,
  repository,
  textOf,
  yamlOf,
  type ComposeFile,
  type ComposeService,
} from './compose-file.ts';

const services: Readonly<Record<string, TObject>> = {
  ingest: ingestEnvSchema,
  config: configEnvSchema,
  transformer: transformerEnvSchema,
  'identity-linker': identityLinkerEnvSchema,
  'kochava-dispatcher': kochavaDispatcherEnvSchema,
};
const { SECRETS_KEK, SECRETS_KEK_FILE } = configEnvSchema.properties;
const schemas: Readonly<Record<string, TObject>> = {
  ...services,
  provision: provisionEnv,
  migrate: Type.Object({ DATABASE_URL: databaseEnv.DATABASE_URL }),
  tools: Type.Object({ ...natsEnv, DATABASE_URL: databaseEnv.DATABASE_URL, SECRETS_KEK, SECRETS_KEK_FILE }),
};
/** With nothing set, as in production; and with what .env.example sets, for a try. */
const kinds: Readonly<Record<string, ComposeFile>> = {
  'without .env': composeFile({}),
  'with .env.example': composeFile(envFile('.env.example')),
};
const file = composeFile({});
const all = Object.entries(file.services);

function service(name: string, from = file): ComposeService {
  const found = from.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** A checkout with nothing in it but what init.sh needs, and what it makes of it. */
function afterInit(): { root: string; secrets: string } {
  const root = mkdtempSync(join(tmpdir(), 'compose-init-'));
  mkdirSync(join(root, 'deploy/compose'), { recursive: true });
  for (const path of ['.env.example', 'deploy/compose/init.sh']) cpSync(join(repository, path), join(root, path));
  execFileSync('sh', [join(root, 'deploy/compose/init.sh')]);
  return { root, secrets: join(root, 'deploy/compose/secrets') };
}

const made = afterInit();
afterAll(() => rmSync(made.root, { recursive: true }));

/** The variables of a container, its secrets where init.sh put them. */
function environment({ environment: set = {} }: ComposeService): Record<string, string> {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, String(value).replace(/^\/run\/secrets\//, `${made.secrets}/`)]),
  );
}

describe.each(Object.entries(kinds))('%s', (_kind, compose) => {
  it.each(Object.entries(schemas))('%s knows every variable that it is given', (name, schema) => {
    const texts = Object.entries(schema.properties).filter(([, { type }]) => type === 'string');
    const known = [...Object.keys(schema.properties), ...texts.map(([text]) => `${text}_FILE`)];
    expect(Object.keys(environment(service(name, compose))).filter((variable) => !known.includes(variable))).toEqual(
      [],
    );
  });

  it.each(Object.entries(schemas))('%s has what it needs, and takes it', (name, schema) => {
    expect(() => readEnv(schema, environment(service(name, compose)))).not.toThrow();
  });

  it.each(Object.entries(services))('%s listens where it is looked for, on every address', (name, schema) => {
    const { PORT, HOST } = readEnv(schema, environment(service(name, compose)));
    expect([PORT, HOST]).toEqual([schema.properties['PORT']?.default, '0.0.0.0']);
    for (const port of service(name, compose).ports ?? []) expect(port.split(':').at(-1)).toBe(String(PORT));
    expect(service(name, compose).healthcheck?.test).toEqual([
      'CMD',
      '/usr/local/bin/node',
      '/app/health.js',
      '/readyz',
    ]);
  });

  it('has one number of shards, and room for all streams', () => {
    const provisioned = readProvisionEnv(environment(service('provision', compose))).options;
    for (const [name, schema] of Object.entries(services)) {
      expect(readEnv(schema, environment(service(name, compose)))).toMatchObject({ SHARDS: provisioned.shards });
    }
    const needed = plannedStreams(provisioned).reduce((sum, { max_bytes = 0 }) => sum + max_bytes, 0);
    const room = /^(\d+)GB$/.exec(String(service('nats', compose).environment?.['NATS_MAX_FILE_STORE']));
    expect(Number(room?.[1]) * 2 ** 30).toBeGreaterThan(needed);
  });

  it('names servers that there are', () => {
    for (const name of Object.keys(schemas)) {
      const { NATS_URL, NATS_MONITOR_URL } = environment(service(name, compose));
      for (const url of [NATS_URL, NATS_MONITOR_URL].filter((given) => given !== undefined)) {
        expect(`${name} ${new URL(url).hostname}`).toBe(`${name} nats`);
      }
      expect(service(name, compose).networks).toContain('data');
    }
    const near = Object.entries(compose.services).filter(([, { networks = [] }]) => networks.includes('data'));
    expect(near.map(([name]) => name).sort()).toEqual([...Object.keys(schemas), 'nats', 'postgres'].sort());
    expect(textOf('deploy/compose/nats/nats.conf')).toMatch(/listen: "0\.0\.0\.0:4222"[^]*http: "0\.0\.0\.0:8222"/);
  });

  it('calls Kochava, or the sandbox where that runs, and nobody else', () => {
    const { KOCHAVA_URL, ALLOW_HTTP } = environment(service('kochava-dispatcher', compose));
    const sandbox = service('kochava-sandbox', compose).environment?.['PORT'];
    expect([`https://control.kochava.com false`, `http://kochava-sandbox:${sandbox} true`]).toContain(
      `${KOCHAVA_URL} ${ALLOW_HTTP}`,
    );
  });
});

describe('.env.example', () => {
  const example = envFile('.env.example');

  it('has every variable that the compose file reads, and no other', () => {
    const own = Object.keys(example).filter((name) => name !== 'COMPOSE_PROFILES');
    expect(own.sort()).toEqual([...composeVariables().keys()].sort());
  });

  it('differs from the standard values where it says so and nowhere else', () => {
    const differing = [...composeVariables()].filter(([name, standard]) => example[name] !== standard);
    expect(differing.map(([name]) => name).sort()).toEqual(['ALLOW_HTTP', 'ALLOW_PRIVATE_ADDRESSES', 'KOCHAVA_URL']);
  });

  it('repeats the standard values of the services', () => {
    const standard = (schema: TObject) =>
      Object.entries(schema.properties).flatMap(([name, property]) =>
        property['default'] === undefined ? [] : [[name, String(property['default'])] as const],
      );
    const known = new Map(Object.values(schemas).flatMap(standard));
    // Nobody but compose has a Jaeger beside it.
    known.delete('OTEL_EXPORTER_OTLP_ENDPOINT');
    const set = [...composeVariables()].filter(([name]) => known.has(name));
    expect(set.length).toBeGreaterThan(15);
    expect(set.filter(([name, value]) => known.get(name) !== value)).toEqual([]);
  });
});

describe('secrets', () => {
  it('are made by init.sh, all of them, readable in a closed folder, once', () => {
    const files = Object.values(file.secrets).map(({ file: path }) => basename(path));
    expect(readdirSync(made.secrets).sort()).toEqual(files.sort());
    expect(statSync(made.secrets).mode & 0o777).toBe(0o700);
    for (const name of files) expect(statSync(join(made.secrets, name)).mode & 0o777).toBe(0o644);
    const before = readdirSync(made.secrets).map((name) => statSync(join(made.secrets, name)).mtimeMs);
    execFileSync('sh', [join(made.root, 'deploy/compose/init.sh')]);
    expect(readdirSync(made.secrets).map((name) => statSync(join(made.secrets, name)).mtimeMs)).toEqual(before);
  });

  it('are mounted where they are read, and nowhere else', () => {
    for (const [name, { secrets = [], environment: set = {} }] of all) {
      const read = Object.values(set)
        .map(String)
        .filter((value) => value.startsWith('/run/secrets/'))
        .map((value) => basename(value));
      // The roles' script reads the others.
      const expected = name === 'postgres' ? secrets : read;
      expect(`${name}: ${[...secrets].sort().join()}`).toBe(`${name}: ${[...expected].sort().join()}`);
      for (const secret of secrets) expect(Object.keys(file.secrets)).toContain(secret);
    }
  });

  it('include one key that seals and opens credentials, for config, the dispatcher and the command that changes it', () => {
    const holders = all.filter(([, { secrets = [] }]) => secrets.includes('secrets_kek')).map(([name]) => name);
    expect(holders.sort()).toEqual(['config', 'kochava-dispatcher', 'tools']);
    expect(readFileSync(join(made.secrets, 'secrets_kek'), 'utf8')).toMatch(/^main:[A-Za-z0-9+/]{43}=\n$/);
  });

  it('are nowhere in the file, and open the database of their role only', () => {
    expect(textOf('docker-compose.yml')).not.toMatch(/postgres(ql)?:\/\/[^/]*:[^/]*@|PASSWORD: |KEK: /);
    const roles = {
      migrate: 'migrate',
      tools: 'migrate',
      config: 'config',
      transformer: 'transformer',
      'identity-linker': 'linker',
    };
    for (const [name, role] of Object.entries(roles)) {
      const schema = schemas[name] as TObject;
      const { DATABASE_URL } = readEnv(schema, environment(service(name))) as { DATABASE_URL: string };
      const { username, host, pathname } = new URL(DATABASE_URL);
      expect([username, host, pathname]).toEqual([`kochava_${role}`, 'postgres:5432', '/kochava_stream']);
      expect(textOf('deploy/compose/postgres/roles.sql')).toContain(`create role ${username} login`);
    }
  });
});

it('the roles get the passwords of the URLs, on standard input only', () => {
  const bin = join(made.root, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'psql'), '#!/bin/sh\ncat; printf "\\narguments: %s" "$*"\n', { mode: 0o755 });
  const script = textOf('deploy/compose/postgres/init.sh')
    .replaceAll('/run/secrets', made.secrets)
    .replaceAll('/etc/kochava-stream', join(repository, 'deploy/compose/postgres'));
  const env = { PATH: `${bin}:${process.env['PATH']}`, POSTGRES_USER: 'postgres', POSTGRES_DB: 'kochava_stream' };
  const text = execFileSync('sh', ['-c', script], { encoding: 'utf8', env });
  const asked = [...textOf('deploy/compose/postgres/roles.sql').matchAll(/:'(\w+)_password'/g)].map(([, role]) => role);
  expect(asked.sort()).toEqual(['config', 'linker', 'migrate', 'transformer']);
  for (const role of asked) {
    const { password } = new URL(readFileSync(join(made.secrets, `database_url_${role}`), 'utf8').trim());
    expect(text).toContain(`\\set ${role}_password '${password}'\n`);
    expect(text.split('arguments: ')[1]).not.toContain(password);
  }
});

describe('every container', () => {
  it.each(all)('%s is an unprivileged user on a read-only root, with limits', (name, container) => {
    expect(container.read_only).toBe(true);
    expect(container.cap_drop).toEqual(['ALL']);
    expect(container.security_opt).toEqual(['no-new-privileges:true']);
    expect(container.cap_add ?? []).toEqual(name === 'nats-volume' ? ['CHOWN'] : []);
    expect(container.user).toMatch(name === 'nats-volume' ? /^0:0$/ : /^[1-9]\d+:\d+$/);
    expect(container.deploy?.resources.limits).toEqual({
      cpus: expect.any(String),
      memory: expect.stringMatching(/^\d+[MG]$/),
      pids: expect.any(Number),
    });
  });

  it.each(all)('%s has an image of ours, or one pinned by its digest', (name, { image, build }) => {
    if (build === undefined) return expect(image).toMatch(/^docker\.io\/[a-z/]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
    const made = ['migrate', 'provision', 'tools'].includes(name) ? 'tools' : name;
    expect([build.args.SERVICE, image]).toEqual([made, `kochava-stream/${made}:dev`]);
    expect(imageNames).toContain(build.args.SERVICE);
  });

  it.each(all)('%s mounts what there is', (_name, { volumes = [], networks = [] }) => {
    for (const [from = ''] of volumes.map((volume) => volume.split(':'))) {
      if (from.startsWith('./')) expect(`${from} ${existsSync(join(repository, from))}`).toBe(`${from} true`);
      else expect(Object.keys(file.volumes)).toContain(from);
    }
    for (const network of networks) expect(Object.keys(file.networks)).toContain(network);
  });

  it.each(all)('%s waits for what can be waited for', (_name, { depends_on: needs = {} }) => {
    for (const [name, { condition }] of Object.entries(needs)) {
      const { restart, healthcheck } = service(name);
      if (condition === 'service_completed_successfully') expect(`${name} ${restart}`).toBe(`${name} no`);
      else expect([condition, healthcheck?.test === undefined]).toEqual(['service_healthy', false]);
    }
  });

  it.each(all)('%s is reachable from this machine only, unless told otherwise', (_name, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });
});

it('a service is given longer to end than it takes at most', () => {
  const limit = /closeLimitMs = ([\d_]+)/.exec(textOf('libs/observability/src/main.ts'))?.[1] ?? '';
  for (const name of Object.keys(services)) {
    const grace = Number(/^(\d+)s$/.exec(service(name).stop_grace_period ?? '')?.[1]) * 1000;
    expect(grace).toBeGreaterThan(Number(limit.replaceAll('_', '')));
  }
});

it('only ingest, config and the dispatcher have a way in or out', () => {
  const closed = Object.keys(file.networks).filter((name) => file.networks[name]?.internal === true);
  expect(closed).toEqual(['data', 'metrics']);
  const open = Object.keys(services).filter((name) => service(name).networks?.some((to) => !closed.includes(to)));
  expect(open.sort()).toEqual(['config', 'ingest', 'kochava-dispatcher']);
});

it('Prometheus scrapes every service at its port', () => {
  interface Prometheus {
    scrape_configs: { job_name: string; dns_sd_configs?: { names: string[]; type: string; port: number }[] }[];
  }
  const { scrape_configs: jobs } = yamlOf<Prometheus>('deploy/compose/prometheus/prometheus.yml');
  const scraped = jobs.find(({ job_name: name }) => name === 'kochava-stream')?.dns_sd_configs ?? [];
  const expected = Object.entries(services).map(([name, schema]) => [name, schema.properties['PORT']?.default]);
  expect(scraped.map(({ names, port }) => [names.join(), port])).toEqual(expected);
  // A second network in common would find everything twice.
  const { networks: its = [] } = service('prometheus');
  for (const name of Object.keys(services)) {
    expect(service(name).networks?.filter((network) => its.includes(network))).toEqual(['metrics']);
  }
});

it('Grafana asks Prometheus and Jaeger where they are', () => {
  interface Sources {
    datasources: { name: string; url: string }[];
  }
  const { datasources } = yamlOf<Sources>('deploy/grafana/provisioning/datasources/datasources.yaml');
  const ports = datasources.map(({ url }) => [new URL(url).hostname, new URL(url).port]);
  for (const [name = '', port] of ports) {
    expect(service(name).ports?.[0]).toMatch(new RegExp(`:${port}$`));
    expect(service(name).networks).toContain('observe');
  }
  expect(ports.map(([name]) => name)).toEqual(['prometheus', 'jaeger']);
});

it('jobs ask for commands that there are', () => {
  for (const name of ['migrate', 'provision']) {
    expect(service(name).command).toEqual([name]);
    expect(Object.keys(images.tools.commands)).toContain(name);
  }
});

it('images know where their service listens', () => {
  for (const [name, schema] of Object.entries(services)) {
    const image = images[name as 'ingest'];
    expect([image.port, image.main]).toEqual([schema.properties['PORT']?.default, `apps/${name}/dist/main.js`]);
  }
  expect(images['kochava-sandbox'].port).toBe(service('kochava-sandbox').environment?.['PORT']);
});
