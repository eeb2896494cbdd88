/** Each service by itself, as docs/how-to/run-services-alone.md says: from environment variables, until SIGTERM. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from '@kochava-stream/all-in-one';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { freePort } from '@kochava-stream/servers';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { Client, identify, iphone, vendorId } from './support/client.ts';
import { ConfigApi } from './support/config-api.ts';
import { accepted, earlyLinks, sentFor, violations } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { Program, runProgram } from './support/program.ts';

const mainOf = (service: ServiceName): string => `apps/${service}/dist/main.js`;
const servers = 'tools/servers/dist/main.js';
const provision = 'libs/messaging/dist/provision-main.js';
const migrate = 'libs/persistence/dist/migrate-main.js';
const rebuild = 'apps/identity-linker/dist/rebuild-main.js';

let folder: string;
let sandbox: Sandbox;
let nats: Program;
let postgres: Program;
let NATS_URL: string;
let DATABASE_URL: string;
const SECRETS_KEK = `main:${randomBytes(32).toString('base64')}`;
const running = new Map<ServiceName, Service>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kochava-stream-e2e-'));
  sandbox = await startSandbox();
  const port = await freePort();
  nats = new Program(servers, {
    args: ['nats', '--dir', join(folder, 'nats'), '--port', `${port}`, '--monitor-port', '0'],
  });
  postgres = new Program(servers, { args: ['postgres', '--dir', join(folder, 'postgres'), '--port', '0'] });
  NATS_URL = `nats://127.0.0.1:${port}`;
  await nats.says(new RegExp(NATS_URL));
  DATABASE_URL = (await postgres.says(/postgres(ql)?:\/\/\S+/))[0];
}, 120_000);

afterAll(async () => {
  for (const { program } of running.values()) await stopped(program);
  await Promise.all([stopped(nats), stopped(postgres), sandbox?.close()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function stopped(program: Program | undefined): Promise<number | null | undefined> {
  if (program?.running === true) program.signal('SIGTERM');
  return await program?.exit();
}

interface Service {
  readonly program: Program;
  readonly url: string;
}

function variables(service: ServiceName): Record<string, string> {
  const common = { NATS_URL, HOST: '127.0.0.1', LOG_LEVEL: 'warn' };
  switch (service) {
    case 'ingest':
      return common;
    case 'kochava-dispatcher':
      return { ...common, SECRETS_KEK, KOCHAVA_URL: sandbox.url };
    case 'config':
      return { ...common, DATABASE_URL, SECRETS_KEK, ADMIN_TOKEN_FILE: join(folder, 'admin-token') };
    default:
      return { ...common, DATABASE_URL };
  }
}

/** Starts a service, on the port that it had before if it ran before, and waits until it is ready. */
async function start(service: ServiceName): Promise<Service> {
  const port = running.has(service) ? new URL(running.get(service)?.url ?? '').port : String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const program = new Program(mainOf(service), { env: { ...variables(service), PORT: port } });
  running.set(service, { program, url });
  await eventually(
    async () => {
      if (!program.running) throw new Error(`${service} ended: ${program.output}`);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );
  return { program, url };
}

describe('before anything is prepared', () => {
  it.each<[string, ServiceName, Record<string, string | undefined>]>([
    ['DATABASE_URL', 'config', { DATABASE_URL: undefined }],
    ['DATABASE_URL', 'transformer', { DATABASE_URL: undefined }],
    ['DATABASE_URL', 'identity-linker', { DATABASE_URL: 'mysql://127.0.0.1/kochava' }],
    ['DATABASE_POOL', 'transformer', { DATABASE_POOL: '0' }],
    ['SECRETS_KEK', 'config', { SECRETS_KEK: 'too-short' }],
    ['SECRETS_KEK', 'kochava-dispatcher', { SECRETS_KEK: 'kid:dG9vIHNob3J0' }],
    ['KOCHAVA_URL', 'kochava-dispatcher', { KOCHAVA_URL: 'http://control.kochava.com' }],
    ['KOCHAVA_URL', 'kochava-dispatcher', { KOCHAVA_URL: 'not a url' }],
    ['PORT', 'ingest', { PORT: 'eighty' }],
    ['TRUST_PROXY', 'ingest', { TRUST_PROXY: 'yes' }],
    ['SHARDS', 'transformer', { SHARDS: '0' }],
    ['LOG_LEVEL', 'identity-linker', { LOG_LEVEL: 'loud' }],
  ])(
    'a wrong or missing %s is named by %s, which does not start',
    async (variable, service, wrong) => {
      const given = Object.entries({ ...variables(service), PORT: '0', ...wrong });
      const env = Object.fromEntries(given.filter((each): each is [string, string] => each[1] !== undefined));
      const { code, stderr } = await runProgram(mainOf(service), { env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(new RegExp(`\\b${variable}\\b`)) });
      // What was given may be a secret.
      expect(stderr).not.toContain('dG9vIHNob3J0');
    },
    30_000,
  );

  it('streams that are not there, and tables that are not there, are said with the command that makes them', async () => {
    const ingest = new Program(mainOf('ingest'), { env: { ...variables('ingest'), PORT: '0' } });
    const transformer = new Program(mainOf('transformer'), { env: { ...variables('transformer'), PORT: '0' } });
    const [ended] = await Promise.all([transformer.exit(), ingest.says(/provision/)]);
    expect({ code: ended, said: transformer.output }).toEqual({
      code: 1,
      said: expect.stringMatching(/migrate|provision/),
    });
    await stopped(ingest);
  }, 60_000);
});

describe('the preparing commands', () => {
  it('make what is missing, and nothing the second time', async () => {
    const env = { NATS_URL, DATABASE_URL };
    const first = [await runProgram(migrate, { env }), await runProgram(provision, { env })];
    expect(first.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    expect(first[0]?.stdout).toContain('applied');
    expect(first[1]?.stdout).toContain('created');
    const again = [await runProgram(migrate, { env }), await runProgram(provision, { env })];
    expect(again.map(({ code }) => code)).toEqual([0, 0]);
    expect(again[0]?.stdout).not.toContain('applied');
    expect(again[1]?.stdout).not.toMatch(/created|updated/);
    expect(again[1]?.stdout).toContain('kept');
  }, 60_000);

  it('refuse what would lose data, and what they do not understand', async () => {
    const env = { NATS_URL, DATABASE_URL };
    const shards = await runProgram(provision, { env: { ...env, SHARDS: '5' } });
    expect({ code: shards.code, said: shards.stderr }).toEqual({ code: 1, said: expect.stringContaining('shards') });
    expect((await runProgram(provision, { env, args: ['--force'] })).code).not.toBe(0);
    expect((await runProgram(migrate, { env, args: ['nothing'] })).code).not.toBe(0);
  }, 60_000);
});

describe('the services', () => {
  it('answer for themselves', async () => {
    await Promise.all(serviceNames.map((service) => start(service)));
    for (const [service, { url }] of running) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ status: 'ready' });
      const metrics = await fetch(`${url}/metrics`);
      expect(metrics.headers.get('content-type')).toContain('text/plain');
      const text = await metrics.text();
      expect(text).toContain(`service="${service}"`);
      expect(text).toMatch(/^process_cpu_seconds_total/m);
      expect(text).toContain('kochava_stream_');
    }
  }, 90_000);

  it('say whose port is taken', async () => {
    const { url } = running.get('ingest') as Service;
    const env = { ...variables('transformer'), PORT: new URL(url).port };
    const { code, stderr } = await runProgram(mainOf('transformer'), { env });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('PORT') });
  }, 30_000);

  it('end on SIGTERM within 10 s in the middle of their work; nothing is lost and nothing is done twice', async () => {
    const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
    const api = new ConfigApi((running.get('config') as Service).url, token);
    const { id: project, apiKey } = await api.project('services-alone');
    await api.sync(project, {
      name: 'Post-install',
      appGuid: 'koalone',
      sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
      sendUsers: { enabled: true, properties: ['plan'] },
      hold: { settleSeconds: 0 },
      concurrency: 50,
    });
    sandbox.behave([{ match: { app: 'koalone' }, delayMs: 300 }]);
    const client = new Client((running.get('ingest') as Service).url, apiKey);
    const load = startLoad(client);
    const ends: string[] = [];
    for (const service of serviceNames) {
      await pause(500);
      const began = performance.now();
      const { program } = running.get(service) as Service;
      const code = await stopped(program);
      const ms = performance.now() - began;
      if (code !== 0 || ms > 10_000) ends.push(`${service} ended with ${code} after ${ms} ms: ${program.output}`);
      await start(service);
    }
    await pause(500);
    const { prices, plans } = await load.stop();
    expect(ends).toEqual([]);
    expect(prices.length).toBeGreaterThan(100);

    const sent = () => sentFor(sandbox.requests(), 'koalone');
    const expected = prices.map((price) => `event load-${price % 40} Purchase {"price":${price}}`).sort();
    await eventually(
      () =>
        expect(
          accepted(sent())
            .filter((line) => line.startsWith('event'))
            .sort(),
        ).toEqual(expected),
      { timeoutMs: 40_000, everyMs: 250 },
    );
    await closedBooks(api, project, client.accepted, 30_000);
    // The latest plan of every device has arrived, none of its links twice.
    await eventually(
      () => {
        const links = accepted(sent()).filter((line) => line.startsWith('link'));
        expect(new Set(links).size).toBe(links.length);
        for (const [device, plan] of plans) {
          expect(links.filter((line) => line.includes(`"${plan}"`) && line.includes(device))).toHaveLength(1);
        }
      },
      { timeoutMs: 20_000, everyMs: 250 },
    );
    expect(earlyLinks(sent(), 0)).toEqual([]);
    expect(violations(sandbox.requests())).toEqual([]);
  }, 180_000);

  it('leave the linker a log that says what its rows say', async () => {
    const env = { DATABASE_URL };
    const check = await runProgram(rebuild, { env, args: ['--check'] });
    expect({ code: check.code, said: check.stdout }).toEqual({
      code: 0,
      said: expect.stringContaining('the same rows'),
    });
    expect(check.stdout).toMatch(/device: [1-9]\d* rows/);
    expect((await runProgram(rebuild, { env })).code).toBe(0);
    expect((await runProgram(rebuild, { env, args: ['--check'] })).code).toBe(0);
  }, 60_000);
});

interface Loaded {
  /** The price of every event that was answered 200. */
  readonly prices: number[];
  /** The last plan of each device that was answered 200, by its vendor id. */
  readonly plans: ReadonlyMap<string, string>;
}

/** Uploads one after the other until stopped. What is not answered 200 is not sent again: it was not taken. */
function startLoad(client: Client): { stop: () => Promise<Loaded> } {
  const prices: number[] = [];
  const plans = new Map<string, string>();
  let go = true;
  const run = async (): Promise<void> => {
    for (let price = 0; go; price += 2) {
      const device = `load-${price % 40}`;
      const plan = `plan-${price}`;
      const events = [price, price + 1].map((each) =>
        iphone(`load-${each % 40}`, { event_properties: { price: each } }),
      );
      const answer = await client.upload([...events, identify(iphone(device), { plan })]).catch(() => ({ status: 0 }));
      if (answer.status === 200) {
        prices.push(price, price + 1);
        plans.set(vendorId(device), plan);
      }
      await pause(20);
    }
  };
  const ended = run();
  return {
    stop: async () => {
      go = false;
      await ended;
      return { prices, plans };
    },
  };
}
