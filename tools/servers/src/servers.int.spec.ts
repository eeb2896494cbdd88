import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findNatsServer } from './nats/find.ts';
import { startNats } from './nats/start.ts';
import { closedFolder } from './postgres/account.ts';
import { startPostgres } from './postgres/start.ts';
import { FolderInUse } from './process/claim.ts';
import { processIdentity } from './process/identity.ts';
import { freePort } from './process/ports.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'servers-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const rows = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client(url);
  await client.connect();
  const result = await client.query<Record<string, unknown>>(text);
  await client.end();
  return result.rows;
};

describe('nats-server', () => {
  it('syncs always, and says so', async () => {
    const server = await startNats({ dir });
    const varz = (await (await fetch(`${server.monitorUrl}/varz`)).json()) as { jetstream: { config: object } };
    expect(varz.jetstream.config).toMatchObject({ sync_always: true });
    await server.stop();
    await server.stop();
  });

  it('that does not sync always is refused', async () => {
    const wrapper = join(dir, 'careless');
    const real = await findNatsServer();
    await writeFile(wrapper, `#!/bin/sh\nsed -i /sync_interval/d "$2"\nexec "${real}" "$@"\n`);
    await chmod(wrapper, 0o755);
    await expect(startNats({ dir, binary: wrapper })).rejects.toMatchObject({
      name: 'ServerFailed',
      cause: { name: 'NotDurable' },
    });
  });

  it('that cannot start is an error with its own words', async () => {
    const wrapper = join(dir, 'broken');
    await writeFile(wrapper, '#!/bin/sh\necho the disk is on fire\nexit 1\n');
    await chmod(wrapper, 0o755);
    await expect(startNats({ dir, binary: wrapper })).rejects.toThrow(/it ended while starting[^]*the disk is on fire/);
  });

  it('on a taken port is an error that names the variable', async () => {
    const port = await freePort();
    const listener = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    await expect(startNats({ dir, port })).rejects.toThrow(`port ${port} for NATS is taken: set NATS_PORT`);
    await expect(startNats({ dir, monitorPort: port, monitorPortVariable: 'MON' })).rejects.toThrow('set MON to');
    listener.close();
    await (await startNats({ dir, port })).stop();
  });

  it('has its folder for itself', async () => {
    const server = await startNats({ dir });
    await expect(startNats({ dir })).rejects.toThrow(FolderInUse);
    await server.kill();
    const next = await startNats({ dir });
    await next.stop();
  });

  it('left by a killed parent and a killed supervisor is stopped by the next start', async () => {
    const script = `
      const { startNats } = await import('@kochava-stream/servers');
      const server = await startNats({ dir: ${JSON.stringify(dir)} });
      process.stdout.write(String(server.pid));
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const left = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const supervisor = processes().find(({ pid }) => pid === left)?.parent;
    if (supervisor === undefined) throw new Error(`process ${left} cannot be seen`);
    // The whole group, so that its watching half dies as well; then the parent.
    process.kill(-supervisor, 'SIGSTOP');
    parent.kill('SIGKILL');
    await new Promise((resolve) => parent.once('exit', resolve));
    for (const pid of watchers(supervisor)) process.kill(pid, 'SIGKILL');
    process.kill(left, 'SIGCONT');
    expect(processIdentity(left)).toBeDefined();

    const said: string[] = [];
    const server = await startNats({ dir, log: (line) => said.push(line) });
    expect(processIdentity(left)).toBeUndefined();
    expect(said).toContainEqual(
      expect.stringContaining(`stopping process ${left}, left here by process ${parent.pid}`),
    );
    await server.stop();
  });
});

/** The supervisor and its watching half. */
function watchers(supervisor: number): number[] {
  const children = processes().filter(({ parent }) => parent === supervisor);
  const watching = children.filter(({ args }) => args.includes('kochava-stream-supervisor'));
  return [...watching.map(({ pid }) => pid), supervisor];
}

/** Every process that can be seen. */
function processes(): { pid: number; parent: number; args: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, args: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return [];
      }
    });
}

describe('Postgres', () => {
  it('is durable, keeps its data and its password, and shows the password to nobody', async () => {
    const first = await startPostgres({ dir });
    const [setting] = await rows(
      first.url,
      `select current_setting('fsync') f, current_setting('synchronous_commit') s, current_setting('data_checksums') c`,
    );
    expect(setting).toEqual({ f: 'on', s: 'on', c: 'on' });
    await rows(first.url, 'create table kept as select 7 as n');
    const password = new URL(first.url).password;
    expect(processes().filter(({ args }) => args.includes(password))).toEqual([]);
    expect(processes().filter(({ args }) => args.includes(dir))).not.toEqual([]);
    await first.stop();

    const second = await startPostgres({ dir });
    expect(new URL(second.url).password).toBe(password);
    expect(await rows(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
    const wrong = second.url.replace(password, 'wrong');
    await expect(rows(wrong, 'select 1')).rejects.toThrow('password authentication failed');
    await second.stop();
  });

  it('starts again after kill -9 although a statement of before is still running', async () => {
    const server = await startPostgres({ dir });
    const client = new pg.Client(server.url);
    client.on('error', () => undefined);
    await client.connect();
    const busy = client
      .query('select count(*) from generate_series(1, 12000000) n where n % 7 = 1')
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await server.kill();
    await server.restart();
    expect(await rows(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await busy;
    await server.stop();
  });

  it('with careless settings is refused', async () => {
    await (await startPostgres({ dir })).stop();
    await writeFile(join(dir, 'data', 'postgresql.auto.conf'), 'fsync = off\n');
    await expect(startPostgres({ dir })).rejects.toMatchObject({ cause: { name: 'NotDurableCommits' } });
  });

  it('does not touch the data of another version', async () => {
    await mkdir(join(dir, 'data'));
    await writeFile(join(dir, 'data', 'PG_VERSION'), '12\n');
    await writeFile(join(dir, 'password'), 'x');
    await expect(startPostgres({ dir })).rejects.toThrow('holds the data of Postgres 12');
    expect(await readFile(join(dir, 'data', 'PG_VERSION'), 'utf8')).toBe('12\n');
  });

  it('on a taken port is an error that names the variable', async () => {
    const port = await freePort();
    const listener = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const started = startPostgres({ dir, port });
    await expect(started).rejects.toThrow(`port ${port} for Postgres is taken: set POSTGRES_PORT`);
    listener.close();
  });

  it('runs in a folder that only root may enter', async () => {
    await chmod(dir, 0o700);
    const account = { uid: 65_534, gid: 65_534 };
    expect(closedFolder(join(dir, '.'), account)).toBe(dir);
    const server = await startPostgres({ dir: join(dir, 'inside') });
    expect(await rows(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await server.kill('SIGINT');
    expect(server.running()).toBe(false);
    await server.restart();
    await server.stop();
  });
});
