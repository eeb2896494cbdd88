/** The commands of the README, run as people run them. */
import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type LedgerRow } from '@kochava-stream/kochava-sandbox';
import { eventually } from '@kochava-stream/testing';
import { Client, iphone } from './support/client.ts';
import { ConfigApi } from './support/config-api.ts';
import { ownTemporaryFolder, processesOf } from './support/leftovers.ts';
import { sentFor, told, violations } from './support/ledger.ts';
import { Program, root, runProgram } from './support/program.ts';

const demo = 'tools/demo/dist/main.js';
const allInOne = 'apps/all-in-one/dist/main.js';

let temporary: Awaited<ReturnType<typeof ownTemporaryFolder>>;
beforeEach(async () => {
  temporary = await ownTemporaryFolder();
});
afterEach(async () => temporary.remove());

/** npm and the compiler keep caches there too. */
const ourFiles = (): string[] => readdirSync(temporary.dir).filter((name) => name.startsWith('kochava-stream'));

/** Nothing runs and nothing lies about any more. */
async function expectNothingLeft(): Promise<void> {
  await eventually(
    async () =>
      expect({ processes: await processesOf(temporary.dir), files: ourFiles() }).toEqual({
        processes: [],
        files: [],
      }),
    { timeoutMs: 15_000, everyMs: 100 },
  );
}

describe('the demonstration', () => {
  it('proves itself by the ledger, as one JSON document, and leaves nothing behind', async () => {
    const { code, stdout } = await runProgram(demo, { args: ['--json'], env: { TMPDIR: temporary.dir } });
    const { ok, steps, ledger, problems } = JSON.parse(stdout) as {
      ok: boolean;
      steps: { ms: number; what: string; detail: string }[];
      ledger: LedgerRow[];
      problems: string[];
    };
    expect({ code, ok, problems }).toEqual({ code: 0, ok: true, problems: [] });
    const happened = new Set(steps.map(({ what }) => what));
    for (const what of [
      'received',
      'filtered',
      'duplicate',
      'held',
      'event accepted',
      'confirmed',
      'link released',
      'link accepted',
    ]) {
      expect(happened).toContain(what);
    }
    expect(ledger).toHaveLength(5);
    expect(violations(ledger)).toEqual([]);
    await expectNothingLeft();
  }, 90_000);

  it('interrupted with Ctrl-C while events are on their way, leaves nothing behind', async () => {
    const program = new Program(['npm', 'run', 'demo'], { env: { TMPDIR: temporary.dir } });
    await program.says(/The app sends/);
    program.ctrlC();
    expect(await program.exit()).not.toBe(0);
    expect(program.output).not.toContain('Proved');
    await expectNothingLeft();
  }, 60_000);

  it('ended while its servers start, leaves nothing behind', async () => {
    const program = new Program(demo, { env: { TMPDIR: temporary.dir } });
    await program.says(/creating a Postgres cluster/);
    program.signal('SIGTERM');
    expect(await program.exit()).toBe(143);
    await expectNothingLeft();
  }, 60_000);

  it('killed leaves no process behind', async () => {
    const program = new Program(demo, { env: { TMPDIR: temporary.dir } });
    await program.says(/sync enabled/);
    program.signal('SIGKILL');
    await program.exit();
    await eventually(async () => expect(await processesOf(temporary.dir)).toEqual([]), { timeoutMs: 15_000 });
  }, 60_000);
});

describe('npm start', () => {
  const anyPort = Object.fromEntries(
    ['INGEST', 'CONFIG', 'TRANSFORMER', 'IDENTITY_LINKER', 'KOCHAVA_DISPATCHER', 'SANDBOX', 'NATS', 'POSTGRES'].map(
      (name) => [`${name}_PORT`, '0'],
    ),
  );
  let programs: Program[] = [];
  afterEach(async () => {
    for (const program of programs.filter(({ running }) => running)) {
      program.signal('SIGTERM');
      await program.exit();
    }
    programs = [];
  }, 30_000);

  function start(env: Record<string, string> = {}): Program {
    const program = new Program(allInOne, { env: { ...anyPort, DATA_DIR: join(temporary.dir, 'data'), ...env } });
    programs.push(program);
    return program;
  }

  /** Where it says that its parts are. */
  async function addresses(program: Program): Promise<{ ingest: string; config: string; sandbox: string }> {
    await program.says(/counts -H "\$AUTH"/);
    const at = (what: RegExp): string => what.exec(program.output)?.[1] ?? '';
    return {
      ingest: at(/ingest +(http:\S+)\/2\/httpapi/),
      config: at(/config API +(http:\S+)\/api/),
      sandbox: at(/Kochava sandbox, (http:\S+)/),
    };
  }

  async function stop(program: Program): Promise<void> {
    const began = performance.now();
    program.signal('SIGINT');
    expect(await program.exit()).toBe(0);
    expect(program.output).toContain('the data is kept');
    expect(performance.now() - began).toBeLessThan(20_000);
  }

  it('says which port is taken, and which variable chooses another', async () => {
    const { server, port } = await listening();
    const variables = [
      'INGEST_PORT',
      'CONFIG_PORT',
      'KOCHAVA_DISPATCHER_PORT',
      'SANDBOX_PORT',
      'NATS_PORT',
      'POSTGRES_PORT',
    ];
    const ended = variables.map(async (variable) => {
      const DATA_DIR = join(temporary.dir, variable);
      const program = start({ [variable]: String(port), DATA_DIR });
      const code = await program.exit();
      expect({ code, said: program.stderr }).toEqual({ code: 1, said: expect.stringContaining(String(port)) });
      expect(program.stderr).toContain(variable);
    });
    await Promise.all(ended).finally(() => server.close());
    expect(await processesOf(temporary.dir)).toEqual([]);
  }, 90_000);

  it('says which variable does not fit', async () => {
    const program = start({ INGEST_PORT: 'eighty' });
    expect({ code: await program.exit(), said: program.stderr }).toEqual({
      code: 1,
      said: expect.stringContaining('INGEST_PORT'),
    });
  });

  it('works as its welcome says, pasted into a shell; keeps everything; shows its token once', async () => {
    const first = start();
    const { ingest, config, sandbox } = await addresses(first);
    const tokenFile = join(temporary.dir, 'data/admin-token');
    const token = readFileSync(tokenFile, 'utf8').trim();
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
    expect(first.stdout).toContain(token);
    expect(first.stdout).toMatch(/\*\*\* KOCHAVA_URL is not set: nothing leaves this machine/);

    const beside = start();
    expect({ code: await beside.exit(), said: beside.stderr }).toEqual({
      code: 1,
      said: expect.stringContaining(join(temporary.dir, 'data')),
    });

    const pasted = first.stdout.slice(first.stdout.indexOf('Try it:') + 'Try it:'.length);
    const shell = spawnSync('bash', ['-euo', 'pipefail', '-c', pasted], { cwd: root, encoding: 'utf8' });
    expect({ status: shell.status, said: shell.stderr }).toEqual({ status: 0, said: '' });
    expect(shell.stdout).toContain('"events_ingested":2');
    const ledger = async (at: string): Promise<LedgerRow[]> =>
      (await (await fetch(`${at}/_sandbox/requests`)).json()) as LedgerRow[];
    await eventually(async () => expect(await ledger(sandbox)).toHaveLength(2), { timeoutMs: 20_000, everyMs: 200 });
    const vendor = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
    expect(told(sentFor(await ledger(sandbox), 'kotry'))).toEqual([
      'event device-1 Purchase {"price":12.5}',
      `link {"idfv":"${vendor}"} {"plan":"pro"}`,
    ]);
    const [project] = (await new ConfigApi(config, token).call('GET', '/api/projects')).body.projects;
    const before = await eventually(async () => {
      const counts = await new ConfigApi(config, token).counts(project.id);
      expect(counts).toMatchObject({ received: 2, syncs: [{ accepted: 1, inFlight: 0, links: { accepted: 1 } }] });
      return counts;
    });
    expect(ingest).not.toBe('');
    await stop(first);
    expect(await processesOf(temporary.dir)).toEqual([]);

    // Some people keep tokens elsewhere.
    rmSync(tokenFile);
    const second = start();
    const again = await addresses(second);
    expect(second.stdout).not.toContain(token);
    expect(second.stdout).toContain(`${tokenFile} is gone`);
    const api = new ConfigApi(again.config, token);
    expect(await api.counts(project.id)).toEqual(before);
    await new Client(again.ingest, 'try-api-key').send(iphone('device-2'));
    await eventually(async () =>
      expect(told(sentFor(await ledger(again.sandbox), 'kotry'))).toEqual(['event device-2 Purchase {"price":12.5}']),
    );
    // Without a chance to say goodbye: what it held is free again after its leases of 15 s.
    second.signal('SIGKILL');
    await second.exit();

    const third = start();
    const last = await addresses(third);
    await new Client(last.ingest, 'try-api-key').send(iphone('device-3'));
    await eventually(
      async () => {
        expect(told(sentFor(await ledger(last.sandbox), 'kotry'))).toContain('event device-3 Purchase {"price":12.5}');
        expect(await new ConfigApi(last.config, token).counts(project.id)).toMatchObject({ received: 4 });
      },
      { timeoutMs: 30_000, everyMs: 200 },
    );
    await stop(third);
    expect(await processesOf(temporary.dir)).toEqual([]);
  }, 120_000);
});

it('every npm command that our texts name exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const places = ['*.md', 'docs/**/*.md', '{apps,libs,tools}/**/*.{ts,md,mjs}', 'deploy/**/*'];
  const files = globSync(places, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'], withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  const named = new Set(
    files.flatMap((text) =>
      [...text.matchAll(/npm run (?:-s |--silent )?([a-z][a-z0-9:-]+)/g)].map(([, name]) => name),
    ),
  );
  expect(named.size).toBeGreaterThan(5);
  expect([...named].filter((name) => name !== undefined && !Object.hasOwn(scripts, name))).toEqual([]);
});

function listening(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as { port: number }).port }));
  });
}
