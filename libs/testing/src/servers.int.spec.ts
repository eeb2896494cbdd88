import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import pg from 'pg';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { eventually } from './eventually.ts';
import { startTestNats, startTestPostgres } from './servers.ts';

describe('a test nats-server', () => {
  it('keeps across kill -9 what it acknowledged, on the same port', async () => {
    const server = await startTestNats();
    const nc = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    const jsm = await jetstreamManager(nc, { timeout: 500 });
    await jsm.streams.add({ name: 'S', subjects: ['s'] });
    await jetstream(nc).publish('s', 'kept', { msgID: '1' });

    const before = server.pid;
    await server.kill();
    expect(server.running()).toBe(false);
    await server.restart();

    expect(server.pid).not.toBe(before);
    await eventually(async () => expect((await jsm.streams.info('S')).state.messages).toBe(1));
    expect((await jetstream(nc).publish('s', 'again', { msgID: '1' })).duplicate).toBe(true);
    await nc.close();
    await server.stop();
    expect(existsSync(server.dir)).toBe(false);
  });
});

describe('a test Postgres', () => {
  it('keeps across kill -9 what it committed, and gives fresh databases', async () => {
    const server = await startTestPostgres();
    const [one, two] = [await server.freshDatabase(), await server.freshDatabase()];
    expect(one).not.toBe(two);
    await query(one, 'create table t as select 7 as n');

    await server.kill();
    await server.restart();

    expect(await query(one, 'select n from t')).toEqual([{ n: 7 }]);
    await expect(query(two, 'select n from t')).rejects.toThrow('does not exist');
    await server.stop();
    expect(existsSync(server.dir)).toBe(false);
  });
});

describe('when the process that started them is killed', () => {
  it('leaves neither a server nor a folder', async () => {
    const script = `
      import { startNats, startPostgres } from '@kochava-stream/servers';
      import { mkdtempSync } from 'node:fs';
      const dir = () => mkdtempSync('/tmp/kochava-stream-killed-');
      const servers = await Promise.all([startNats({ dir: dir(), scratch: true }), startPostgres({ dir: dir(), scratch: true })]);
      console.log(JSON.stringify(servers.map(({ pid, dir }) => ({ pid, dir }))));
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: import.meta.dirname,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const line = await new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes))));
    const servers = JSON.parse(line) as { pid: number; dir: string }[];
    expect(servers.map(({ pid }) => isAlive(pid))).toEqual([true, true]);

    child.kill('SIGKILL');

    await eventually(() => {
      expect(servers.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
      expect(servers.map(({ dir }) => existsSync(dir))).toEqual([false, false]);
    });
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
